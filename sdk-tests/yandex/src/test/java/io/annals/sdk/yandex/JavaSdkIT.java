package io.annals.sdk.yandex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.RequestInfo;
import io.annals.sdk.yandex.Registry.Authority;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import yandex.cloud.api.operation.OperationOuterClass.Operation;
import yandex.cloud.api.operation.OperationServiceGrpc;
import yandex.cloud.api.operation.OperationServiceGrpc.OperationServiceBlockingStub;
import yandex.cloud.api.serverless.functions.v1.FunctionOuterClass.Function;
import yandex.cloud.api.serverless.functions.v1.FunctionOuterClass.Resources;
import yandex.cloud.api.serverless.functions.v1.FunctionOuterClass.Version;
import yandex.cloud.api.serverless.functions.v1.FunctionServiceGrpc;
import yandex.cloud.api.serverless.functions.v1.FunctionServiceGrpc.FunctionServiceBlockingStub;
import yandex.cloud.api.serverless.functions.v1.FunctionServiceOuterClass.*;
import yandex.cloud.sdk.ServiceFactory;
import yandex.cloud.sdk.auth.Auth;
import yandex.cloud.sdk.utils.OperationUtils;

/** The vendor's Java SDK, as its users use it. */
class JavaSdkIT {
  private static Registry registry;
  private static ServiceFactory factory;
  private static FunctionServiceBlockingStub functions;
  private static OperationServiceBlockingStub operations;

  private final String folder = "folder-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    Authority authority = Authority.create();
    authority.trustHere();
    registry = Registry.underTls(authority);
    // It asks the endpoint for all addresses, and takes TLS for granted.
    factory =
        ServiceFactory.builder()
            .credentialProvider(Auth.iamTokenBuilder().token(Registry.KEY).build())
            .endpoint("localhost:" + registry.grpcPort())
            .requestTimeout(Duration.ofSeconds(30))
            .build();
    functions =
        factory.create(FunctionServiceBlockingStub.class, FunctionServiceGrpc::newBlockingStub);
    operations =
        factory.create(OperationServiceBlockingStub.class, OperationServiceGrpc::newBlockingStub);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  private static Operation done(Operation begun) {
    try {
      return OperationUtils.wait(operations, begun, Duration.ofSeconds(30));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <M extends com.google.protobuf.Message> M unpacked(
      com.google.protobuf.Any any, Class<M> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private Function create(String name) {
    return unpacked(
        done(functions.create(
                CreateFunctionRequest.newBuilder()
                    .setFolderId(folder)
                    .setName(name)
                    .setDescription("Größe 🙂")
                    .putLabels("env", "prod")
                    .build()))
            .getResponse(),
        Function.class);
  }

  private static CreateFunctionVersionRequest.Builder version(String functionId) {
    return CreateFunctionVersionRequest.newBuilder()
        .setFunctionId(functionId)
        .setRuntime("java21")
        .setEntrypoint("Handler")
        .setResources(Resources.newBuilder().setMemory(134217728))
        .setExecutionTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(5))
        .setContent(ByteString.copyFromUtf8("code"));
  }

  private static String versionId(Operation operation) {
    return unpacked(done(operation).getMetadata(), CreateFunctionVersionMetadata.class)
        .getFunctionVersionId();
  }

  @Test
  void aFunctionLivesFromCreateToDelete() {
    Function function = create("resize");
    assertThat(function.getStatus()).isEqualTo(Function.Status.ACTIVE);
    assertThat(
            functions.get(GetFunctionRequest.newBuilder().setFunctionId(function.getId()).build()))
        .isEqualTo(function);
    Operation masked =
        done(
            functions.update(
                UpdateFunctionRequest.newBuilder()
                    .setFunctionId(function.getId())
                    .setUpdateMask(FieldMask.newBuilder().addPaths("labels"))
                    .setName("ignored")
                    .putLabels("env", "test")
                    .build()));
    assertThat(unpacked(masked.getResponse(), Function.class))
        .isEqualTo(function.toBuilder().putLabels("env", "test").build());
    Operation unmasked =
        done(
            functions.update(
                UpdateFunctionRequest.newBuilder()
                    .setFunctionId(function.getId())
                    .setName("scale")
                    .build()));
    assertThat(unpacked(unmasked.getResponse(), Function.class))
        .isEqualTo(function.toBuilder().setName("scale").clearDescription().clearLabels().build());
    Operation deleted =
        done(
            functions.delete(
                DeleteFunctionRequest.newBuilder().setFunctionId(function.getId()).build()));
    assertThat(unpacked(deleted.getResponse(), Empty.class)).isNotNull();
    assertThat(unpacked(deleted.getMetadata(), DeleteFunctionMetadata.class).getFunctionId())
        .isEqualTo(function.getId());
  }

  @Test
  void tagsMoveAndTheirHistoryIsTold() {
    String id = create("tagged").getId();
    String first = versionId(functions.createVersion(version(id).addTag("prod").build()));
    String second = versionId(functions.createVersion(version(id).build()));
    Operation set =
        done(
            functions.setTag(
                SetFunctionTagRequest.newBuilder()
                    .setFunctionVersionId(second)
                    .setTag("prod")
                    .build()));

    assertThat(unpacked(set.getResponse(), Version.class).getTagsList())
        .containsExactly("$latest", "prod");
    Version latest =
        functions.getVersionByTag(
            GetFunctionVersionByTagRequest.newBuilder()
                .setFunctionId(id)
                .setTag("$latest")
                .build());
    assertThat(latest.getId()).isEqualTo(second);
    assertThat(latest.getExecutionTimeout().getSeconds()).isEqualTo(5);
    assertThat(latest.getLogOptions().getFolderId()).isEqualTo(folder);
    assertThat(
            functions
                .listTagHistory(
                    ListFunctionTagHistoryRequest.newBuilder()
                        .setFunctionId(id)
                        .setTag("prod")
                        .build())
                .getFunctionTagHistoryRecordList())
        .extracting(record -> record.getFunctionVersionId())
        .containsExactly(second, first);
    assertThat(
            functions
                .listVersions(
                    ListFunctionsVersionsRequest.newBuilder()
                        .setFunctionId(id)
                        .setFilter("runtime=\"java21\"")
                        .build())
                .getVersionsCount())
        .isEqualTo(2);
  }

  @Test
  void pagesAndFiltersFindEverything() {
    for (int i = 0; i < 5; i++) {
      create("function-" + i);
    }
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      ListFunctionsResponse page =
          functions.list(
              ListFunctionsRequest.newBuilder()
                  .setFolderId(folder)
                  .setPageSize(2)
                  .setPageToken(token)
                  .build());
      page.getFunctionsList().forEach(function -> names.add(function.getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(names)
        .containsExactly("function-0", "function-1", "function-2", "function-3", "function-4");
    assertThat(
            functions
                .list(
                    ListFunctionsRequest.newBuilder()
                        .setFolderId(folder)
                        .setFilter("name=\"function-3\"")
                        .build())
                .getFunctionsList())
        .extracting(Function::getName)
        .containsExactly("function-3");
  }

  @Test
  void errorsCarryTheirDetails() throws Exception {
    create("taken");
    assertThat(refusal(() -> create("taken")).getStatus().getCode()).isEqualTo(Code.ALREADY_EXISTS);
    com.google.rpc.Status status =
        StatusProto.fromThrowable(
            refusal(
                () ->
                    functions.update(
                        UpdateFunctionRequest.newBuilder()
                            .setFunctionId(create("masked").getId())
                            .setUpdateMask(FieldMask.newBuilder().addPaths("labels.env"))
                            .build())));
    assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
    assertThat(status.getDetails(0).unpack(BadRequest.class).getFieldViolations(0).getField())
        .isEqualTo("update_mask");
    assertThat(status.getDetails(1).is(RequestInfo.class)).isTrue();
    FunctionServiceBlockingStub stranger =
        ServiceFactory.builder()
            .credentialProvider(Auth.iamTokenBuilder().token("another").build())
            .endpoint("localhost:" + registry.grpcPort())
            .build()
            .create(FunctionServiceBlockingStub.class, FunctionServiceGrpc::newBlockingStub);
    assertThat(
            refusal(() -> stranger.listRuntimes(ListRuntimesRequest.getDefaultInstance()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.UNAUTHENTICATED);
  }

  private static StatusRuntimeException refusal(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }

  @Test
  void aChannelOfOnesOwnWorksInPlaintext() {
    try (Registry plain = Registry.plaintext()) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("localhost", plain.grpcPort()).usePlaintext().build();
      try {
        assertThat(
                factory
                    .create(channel, FunctionServiceGrpc::newBlockingStub)
                    .listRuntimes(ListRuntimesRequest.getDefaultInstance())
                    .getRuntimesList())
            .contains("java21");
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /** What the registry says of itself by reflection, held against the vendor's own classes. */
  @Test
  void everyFieldHasTheVendorsNameNumberAndType() throws Exception {
    var vendor =
        Map.of(
            "yandex/cloud/serverless/functions/v1/function_service.proto",
            FunctionServiceOuterClass(),
            "yandex/cloud/serverless/functions/v1/function.proto",
            yandex.cloud.api.serverless.functions.v1.FunctionOuterClass.getDescriptor(),
            "yandex/cloud/operation/operation.proto",
            yandex.cloud.api.operation.OperationOuterClass.getDescriptor(),
            "yandex/cloud/operation/operation_service.proto",
            yandex.cloud.api.operation.OperationServiceOuterClass.getDescriptor(),
            "yandex/cloud/access/access.proto",
            yandex.cloud.api.access.Access.getDescriptor(),
            "yandex/cloud/endpoint/api_endpoint.proto",
            yandex.cloud.api.endpoint.ApiEndpointOuterClass.getDescriptor(),
            "yandex/cloud/endpoint/api_endpoint_service.proto",
            yandex.cloud.api.endpoint.ApiEndpointServiceOuterClass.getDescriptor());
    Reflection reflection = new Reflection(factory, registry.grpcPort());
    int compared = 0;
    for (var file : vendor.entrySet()) {
      for (var ours : reflection.file(file.getKey()).getMessageTypeList()) {
        compared += compare(ours, file.getValue().findMessageTypeByName(ours.getName()));
      }
    }
    assertThat(compared).isGreaterThan(150);
  }

  private static com.google.protobuf.Descriptors.FileDescriptor FunctionServiceOuterClass() {
    return yandex.cloud.api.serverless.functions.v1.FunctionServiceOuterClass.getDescriptor();
  }

  private static int compare(
      com.google.protobuf.DescriptorProtos.DescriptorProto ours, Descriptor vendors) {
    assertThat(vendors).as("message %s", ours.getName()).isNotNull();
    int compared = 0;
    for (var field : ours.getFieldList()) {
      var same = vendors.findFieldByName(field.getName());
      assertThat(same).as("%s.%s", ours.getName(), field.getName()).isNotNull();
      assertThat(field.getNumber())
          .as("number of %s.%s", ours.getName(), field.getName())
          .isEqualTo(same.getNumber());
      assertThat(field.getType())
          .as("type of %s.%s", ours.getName(), field.getName())
          .isEqualTo(same.toProto().getType());
      assertThat(field.getLabel())
          .as("label of %s.%s", ours.getName(), field.getName())
          .isEqualTo(same.toProto().getLabel());
      compared++;
    }
    for (var nested : ours.getNestedTypeList()) {
      compared += compare(nested, vendors.findNestedTypeByName(nested.getName()));
    }
    return compared;
  }
}
