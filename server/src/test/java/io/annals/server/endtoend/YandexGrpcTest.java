package io.annals.server.endtoend;

import static io.annals.server.endtoend.YandexClient.metadata;
import static io.annals.server.endtoend.YandexClient.refusal;
import static io.annals.server.endtoend.YandexClient.response;
import static io.annals.server.endtoend.YandexClient.version;
import static io.annals.server.endtoend.YandexClient.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.rpc.BadRequest;
import com.google.rpc.RequestInfo;
import com.google.rpc.Status;
import io.annals.dialect.yandex.proto.access.AccessBinding;
import io.annals.dialect.yandex.proto.access.AccessBindingAction;
import io.annals.dialect.yandex.proto.access.AccessBindingDelta;
import io.annals.dialect.yandex.proto.access.ListAccessBindingsRequest;
import io.annals.dialect.yandex.proto.access.SetAccessBindingsRequest;
import io.annals.dialect.yandex.proto.access.Subject;
import io.annals.dialect.yandex.proto.access.UpdateAccessBindingsMetadata;
import io.annals.dialect.yandex.proto.access.UpdateAccessBindingsRequest;
import io.annals.dialect.yandex.proto.endpoint.ApiEndpoint;
import io.annals.dialect.yandex.proto.endpoint.GetApiEndpointRequest;
import io.annals.dialect.yandex.proto.endpoint.ListApiEndpointsRequest;
import io.annals.dialect.yandex.proto.functions.CreateFunctionMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionRequest;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.Function;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionByTagRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionOperationsRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionTagHistoryRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionTagHistoryResponse.FunctionTagHistoryRecord;
import io.annals.dialect.yandex.proto.functions.ListFunctionsRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsResponse;
import io.annals.dialect.yandex.proto.functions.ListFunctionsVersionsRequest;
import io.annals.dialect.yandex.proto.functions.ListRuntimesRequest;
import io.annals.dialect.yandex.proto.functions.ListScalingPoliciesRequest;
import io.annals.dialect.yandex.proto.functions.Package;
import io.annals.dialect.yandex.proto.functions.RemoveFunctionTagRequest;
import io.annals.dialect.yandex.proto.functions.RemoveScalingPolicyRequest;
import io.annals.dialect.yandex.proto.functions.ScalingPolicy;
import io.annals.dialect.yandex.proto.functions.SetFunctionTagRequest;
import io.annals.dialect.yandex.proto.functions.SetScalingPolicyRequest;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.Version;
import io.annals.dialect.yandex.proto.operation.CancelOperationRequest;
import io.annals.dialect.yandex.proto.operation.GetOperationRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.server.ServerSettings.Store;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The Yandex dialect over gRPC, against a running registry. */
class YandexGrpcTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private final String folder = "folder-" + UUID.randomUUID();
  private final YandexClient client = on(Store.SQLITE);

  @AfterEach
  void disconnect() {
    client.close();
  }

  private static YandexClient on(Store store) {
    return new YandexClient(SERVERS.on(store).grpcPort(), Place.KEY);
  }

  private Operation operation(String id) {
    return client.operations.get(GetOperationRequest.newBuilder().setOperationId(id).build());
  }

  // Functions

  @ParameterizedTest
  @EnumSource(Store.class)
  void aFunctionLivesFromCreateToDelete(Store store) {
    try (YandexClient client = on(store)) {
      Operation created =
          client.functions.create(
              CreateFunctionRequest.newBuilder()
                  .setFolderId(folder)
                  .setName("resize")
                  .setDescription("Größe ändern 🙂")
                  .putLabels("env", "prod")
                  .build());
      String id = metadata(created, CreateFunctionMetadata.class).getFunctionId();
      assertThat(created.getDescription()).isEqualTo("Create function");
      assertThat(created.getCreatedBy()).isEqualTo("key:root");
      Function function = response(client.done(created), Function.class);
      assertThat(function)
          .isEqualTo(client.get(id))
          .returns(folder, Function::getFolderId)
          .returns("resize", Function::getName)
          .returns("Größe ändern 🙂", Function::getDescription)
          .returns(Map.of("env", "prod"), Function::getLabelsMap)
          .returns("https://functions.yandexcloud.net/" + id, Function::getHttpInvokeUrl)
          .returns(Function.Status.ACTIVE, Function::getStatus);

      Operation updated =
          client.functions.update(
              UpdateFunctionRequest.newBuilder().setFunctionId(id).setName("scale").build());
      assertThat(response(client.done(updated), Function.class))
          .isEqualTo(
              function.toBuilder().setName("scale").clearDescription().clearLabels().build());

      Operation deleted =
          client.functions.delete(DeleteFunctionRequest.newBuilder().setFunctionId(id).build());
      response(client.done(deleted), Empty.class);
      assertThat(refusal(() -> client.get(id)).getCode()).isEqualTo(Code.NOT_FOUND.value());
      assertThat(refusal(() -> client.update(UpdateFunctionRequest.newBuilder().setFunctionId(id))))
          .returns(Code.NOT_FOUND.value(), Status::getCode);

      Operation again =
          client.operations.get(
              GetOperationRequest.newBuilder().setOperationId(created.getId()).build());
      assertThat(response(again, Function.class)).as("the snapshot stays").isEqualTo(function);
      assertThat(again.hasError()).isFalse();
      client.create(folder, "scale");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name                    | new-name | ''    | new-name | old
          description             | new-name | later | old-name | later
          description             | new-name | ''    | old-name | ''
          name                    | ''       | later | ''       | old
          name,name,description   | new-name | later | new-name | later
          ''                      | new-name | ''    | new-name | ''
          """)
  void theMaskSaysWhatIsWritten(
      String mask, String name, String description, String nameAfter, String descriptionAfter) {
    Function function =
        client.create(
            CreateFunctionRequest.newBuilder()
                .setFolderId(folder)
                .setName("old-name")
                .setDescription("old")
                .putLabels("a", "1"));
    UpdateFunctionRequest.Builder request =
        UpdateFunctionRequest.newBuilder()
            .setFunctionId(function.getId())
            .setName(name)
            .setDescription(description)
            .putLabels("b", "2");

    Function after = client.update(request, mask.isEmpty() ? new String[0] : mask.split(","));

    assertThat(after.getName()).isEqualTo(nameAfter);
    assertThat(after.getDescription()).isEqualTo(descriptionAfter);
    assertThat(after.getLabelsMap())
        .isEqualTo(mask.isEmpty() ? Map.of("b", "2") : Map.of("a", "1"));
  }

  @Test
  void labelsInTheMaskAreReplacedAsAWhole() {
    Function function =
        client.create(
            CreateFunctionRequest.newBuilder()
                .setFolderId(folder)
                .putLabels("a", "1")
                .putLabels("b", "2"));
    UpdateFunctionRequest.Builder request =
        UpdateFunctionRequest.newBuilder().setFunctionId(function.getId());

    assertThat(client.update(request.clone().putLabels("c", "3"), "labels").getLabelsMap())
        .isEqualTo(Map.of("c", "3"));
    assertThat(client.update(request.clone(), "labels").getLabelsMap()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "labels.env",
    "name.x",
    "*",
    "function_id",
    "folder_id",
    "id",
    "status",
    "update_mask",
    "zone"
  })
  void aMaskOfAnythingElseIsRefused(String path) {
    Function function = client.create(folder, "");
    Status refusal =
        refusal(
            () ->
                client.update(
                    UpdateFunctionRequest.newBuilder().setFunctionId(function.getId()), path));

    assertThat(refusal.getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
    assertThat(violatedFields(refusal)).containsExactly("update_mask");
    assertThat(client.get(function.getId())).isEqualTo(function);
  }

  @Test
  void anErrorNamesTheFieldsAndTheRequest() throws Exception {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                with(client.functions, "x-client-request-id", "my-request")
                    .create(
                        CreateFunctionRequest.newBuilder()
                            .setName("Ab")
                            .putLabels("Env", "PROD")
                            .build()));
    Status status = io.grpc.protobuf.StatusProto.fromThrowable(failure);

    assertThat(violatedFields(status))
        .containsExactly("folder_id", "name", "labels[\"Env\"]", "labels[\"Env\"]");
    assertThat(status.getDetails(1).unpack(RequestInfo.class).getRequestId())
        .isEqualTo("my-request");
    assertThat(
            failure
                .getTrailers()
                .get(
                    io.grpc.Metadata.Key.of(
                        "x-request-id", io.grpc.Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("my-request");
  }

  private static List<String> violatedFields(Status status) {
    try {
      return status.getDetails(0).unpack(BadRequest.class).getFieldViolationsList().stream()
          .map(BadRequest.FieldViolation::getField)
          .toList();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(status.toString(), e);
    }
  }

  @Test
  void boundaryLengthsAreTakenAndOneMoreIsNot() {
    CreateFunctionRequest.Builder most =
        CreateFunctionRequest.newBuilder()
            .setFolderId(folder)
            .setName("a" + "b".repeat(62))
            .setDescription("🙂".repeat(600));
    for (int i = 0; i < 64; i++) {
      most.putLabels("k" + i + "k".repeat(63 - ("k" + i).length()), "v".repeat(63));
    }
    Function function = client.create(most);
    assertThat(client.get(function.getId())).isEqualTo(function);
    assertThat(function.getLabelsMap()).hasSize(64);

    assertThat(violated(most.clone().setName("a" + "b".repeat(63)))).containsExactly("name");
    assertThat(violated(most.clone().setName("ab"))).containsExactly("name");
    assertThat(violated(most.clone().setName("").setDescription("x".repeat(601))))
        .containsExactly("description");
    assertThat(violated(most.clone().setName("").putLabels("one-more", "")))
        .containsExactly("labels");
    assertThat(client.create(folder, "abc").getName()).isEqualTo("abc");
  }

  private List<String> violated(CreateFunctionRequest.Builder request) {
    return violatedFields(refusal(() -> client.functions.create(request.build())));
  }

  @Test
  void namesAreUniqueInAFolderWhileEmptyOnesAreFree() {
    Function first = client.create(folder, "taken");
    client.create(folder, "");
    client.create(folder, "");
    client.create(folder + "-other", "taken");

    assertThat(refusal(() -> client.create(folder, "taken")).getCode())
        .isEqualTo(Code.ALREADY_EXISTS.value());
    Function second = client.create(folder, "second");
    assertThat(
            refusal(
                    () ->
                        client.update(
                            UpdateFunctionRequest.newBuilder()
                                .setFunctionId(second.getId())
                                .setName("taken"),
                            "name"))
                .getCode())
        .isEqualTo(Code.ALREADY_EXISTS.value());
    client.update(
        UpdateFunctionRequest.newBuilder().setFunctionId(first.getId()).setName("taken"), "name");
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void ofManyWhoCreateOneNameExactlyOneWins(Store store) throws Exception {
    try (YandexClient client = on(store)) {
      List<Integer> codes = new ArrayList<>();
      for (CompletableFuture<Integer> one :
          atOnce(
              16,
              i ->
                  code(
                      () ->
                          client.functions.create(
                              CreateFunctionRequest.newBuilder()
                                  .setFolderId(folder)
                                  .setName("contested")
                                  .build())))) {
        codes.add(one.get(60, TimeUnit.SECONDS));
      }
      assertThat(codes).filteredOn(code -> code == 0).hasSize(1);
      assertThat(codes)
          .filteredOn(code -> code == Code.ALREADY_EXISTS.value())
          .hasSize(codes.size() - 1);
    }
  }

  @Test
  void whatRacesADeleteIsDoneBeforeItOrNotFound() throws Exception {
    for (int round = 0; round < 5; round++) {
      String id = client.create(folder, "racing").getId();
      List<CompletableFuture<Integer>> racers =
          atOnce(
              8,
              i ->
                  code(
                      () -> {
                        if (i == 4) {
                          client.functions.delete(
                              DeleteFunctionRequest.newBuilder().setFunctionId(id).build());
                        } else {
                          client.functions.update(
                              UpdateFunctionRequest.newBuilder()
                                  .setFunctionId(id)
                                  .setDescription("by " + i)
                                  .build());
                        }
                      }));
      for (int i = 0; i < racers.size(); i++) {
        assertThat(racers.get(i).get(60, TimeUnit.SECONDS))
            .isIn(i == 4 ? List.of(0) : List.of(0, Code.NOT_FOUND.value()));
      }
      assertThat(code(() -> client.get(id))).isEqualTo(Code.NOT_FOUND.value());
    }
  }

  private static List<CompletableFuture<Integer>> atOnce(
      int many, java.util.function.IntFunction<Integer> task) {
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    java.util.concurrent.ExecutorService threads =
        java.util.concurrent.Executors.newFixedThreadPool(many);
    java.util.concurrent.CountDownLatch start = new java.util.concurrent.CountDownLatch(1);
    for (int i = 0; i < many; i++) {
      int number = i;
      all.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return task.apply(number);
              },
              threads));
    }
    start.countDown();
    threads.shutdown();
    return all;
  }

  private static int code(Runnable call) {
    try {
      call.run();
      return 0;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().value();
    }
  }

  @Test
  void theSameKeyAnswersWithTheFirstOperation() {
    var stub = with(client.functions, "idempotency-key", UUID.randomUUID().toString());
    CreateFunctionRequest request =
        CreateFunctionRequest.newBuilder().setFolderId(folder).setName("once").build();

    Operation first = client.done(stub.create(request));
    Operation second = client.done(stub.create(request));

    assertThat(second).isEqualTo(first);
    assertThat(refusal(() -> stub.create(request.toBuilder().setName("twice").build())).getCode())
        .isEqualTo(Code.INVALID_ARGUMENT.value());

    var versions = with(client.functions, "idempotency-key", UUID.randomUUID().toString());
    String id = metadata(first, CreateFunctionMetadata.class).getFunctionId();
    CreateFunctionVersionRequest version = version(id).build();
    Operation begun = client.done(versions.createVersion(version));
    assertThat(client.done(versions.createVersion(version))).isEqualTo(begun);

    String old = metadata(begun, CreateFunctionVersionMetadata.class).getFunctionVersionId();
    client.createVersion(version(id));
    var deletes = with(client.functions, "idempotency-key", UUID.randomUUID().toString());
    DeleteFunctionVersionRequest delete =
        DeleteFunctionVersionRequest.newBuilder().setFunctionVersionId(old).build();
    Operation deleted = client.done(deletes.deleteVersion(delete));
    assertThat(client.done(deletes.deleteVersion(delete))).isEqualTo(deleted);
  }

  // Lists

  @Test
  void aThousandFunctionsAreListedPageByPage() throws Exception {
    List<CompletableFuture<Integer>> all =
        atOnce(
            8,
            thread -> {
              for (int i = 0; i < 125; i++) {
                client.functions.create(
                    CreateFunctionRequest.newBuilder()
                        .setFolderId(folder)
                        .setName("f-" + thread + "-" + i)
                        .build());
              }
              return 0;
            });
    for (CompletableFuture<Integer> one : all) {
      one.get(120, TimeUnit.SECONDS);
    }
    Function last = client.create(folder, "last");

    Map<String, Function> found = new HashMap<>();
    List<Integer> sizes = new ArrayList<>();
    String token = "";
    Function newest = last;
    do {
      ListFunctionsResponse page =
          client.functions.list(
              ListFunctionsRequest.newBuilder()
                  .setFolderId(folder)
                  .setPageSize(300)
                  .setPageToken(token)
                  .build());
      page.getFunctionsList().forEach(function -> found.put(function.getName(), function));
      sizes.add(page.getFunctionsCount());
      newest = page.getFunctions(page.getFunctionsCount() - 1);
      token = page.getNextPageToken();
      assertThat(token.length()).isLessThanOrEqualTo(100);
    } while (!token.isEmpty());

    assertThat(sizes).containsExactly(300, 300, 300, 101);
    assertThat(found).hasSize(1001);
    assertThat(newest).as("in the order of creation").isEqualTo(last);
    assertThat(
            client
                .functions
                .list(ListFunctionsRequest.newBuilder().setFolderId(folder).build())
                .getFunctionsCount())
        .isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name="two"       | two
          name = 'two'     | two
          name=two         | two
          name="three"     | ''
          """)
  void functionsAreFilteredByName(String filter, String names) {
    client.create(folder, "one");
    client.create(folder, "two");
    assertThat(
            client
                .functions
                .list(
                    ListFunctionsRequest.newBuilder().setFolderId(folder).setFilter(filter).build())
                .getFunctionsList())
        .extracting(Function::getName)
        .isEqualTo(names.isEmpty() ? List.of() : List.of(names.split(",")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name!="x"                 | 0    | ''
          name<"x"                  | 0    | ''
          id="x"                    | 0    | ''
          name="*"                  | 0    | ''
          name="a" AND name="b"     | 0    | ''
          nonsense                  | 0    | ''
          ''                        | 1001 | ''
          ''                        | -1   | ''
          ''                        | 0    | what
          """)
  void aWrongListIsRefused(String filter, long size, String token) {
    assertThat(
            refusal(
                    () ->
                        client.functions.list(
                            ListFunctionsRequest.newBuilder()
                                .setFolderId(folder)
                                .setFilter(filter)
                                .setPageSize(size)
                                .setPageToken(token)
                                .build()))
                .getCode())
        .isEqualTo(Code.INVALID_ARGUMENT.value());
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void operationsOfAFunctionAreListedAndFiltered(Store store) {
    try (YandexClient client = on(store)) {
      Function function = client.create(folder, "listed");
      client.createVersion(version(function.getId()).addTag("prod"));
      ListFunctionOperationsRequest.Builder request =
          ListFunctionOperationsRequest.newBuilder().setFunctionId(function.getId());

      List<Operation> all = client.functions.listOperations(request.build()).getOperationsList();
      assertThat(all)
          .extracting(Operation::getDescription)
          .containsExactly("Create function version", "Create function");
      assertThat(response(all.get(0), Version.class).getTagsList())
          .containsExactly("$latest", "prod");
      for (String filter :
          List.of("done=true", "created_by='key:root'", "createdBy=\"key:root\"")) {
        assertThat(
                client
                    .functions
                    .listOperations(request.clone().setFilter(filter).build())
                    .getOperationsCount())
            .as(filter)
            .isEqualTo(2);
      }
      assertThat(
              client
                  .functions
                  .listOperations(request.clone().setFilter("done=false").build())
                  .getOperationsCount())
          .isZero();
      assertThat(
              client
                  .functions
                  .listOperations(request.clone().setPageSize(1).build())
                  .getNextPageToken())
          .isNotEmpty();
    }
  }

  // Versions and tags

  @ParameterizedTest
  @EnumSource(Store.class)
  void tagsMoveBetweenVersionsAndTheirHistoryIsKept(Store store) {
    try (YandexClient client = on(store)) {
      String id = client.create(folder, "tagged").getId();
      String first = client.createVersion(version(id).addTag("prod").addTag("blue"));
      String second = client.createVersion(version(id).setRuntime("python312"));

      assertThat(byTag(client, id, "$latest").getId()).isEqualTo(second);
      assertThat(byTag(client, id, "prod").getTagsList()).containsExactly("blue", "prod");
      Operation set =
          client.done(
              client.functions.setTag(
                  SetFunctionTagRequest.newBuilder()
                      .setFunctionVersionId(second)
                      .setTag("prod")
                      .build()));
      assertThat(response(set, Version.class).getTagsList()).containsExactly("$latest", "prod");
      assertThat(refusal(() -> remove(client, first, "prod")).getCode())
          .isEqualTo(Code.NOT_FOUND.value());
      Operation removed = client.done(remove(client, first, "blue"));
      assertThat(response(removed, Version.class).getTagsList()).isEmpty();
      assertThat(
              response(
                      client.operations.get(
                          GetOperationRequest.newBuilder().setOperationId(set.getId()).build()),
                      Version.class)
                  .getTagsList())
          .as("the snapshot stays")
          .containsExactly("$latest", "prod");

      ListFunctionTagHistoryRequest.Builder request =
          ListFunctionTagHistoryRequest.newBuilder().setFunctionId(id);
      List<FunctionTagHistoryRecord> history =
          client
              .functions
              .listTagHistory(request.clone().setTag("prod").build())
              .getFunctionTagHistoryRecordList();
      assertThat(history)
          .extracting(FunctionTagHistoryRecord::getFunctionVersionId)
          .containsExactly(second, first);
      assertThat(history)
          .extracting(FunctionTagHistoryRecord::hasEffectiveTo)
          .containsExactly(false, true);
      assertThat(history.get(1).getEffectiveTo()).isEqualTo(history.get(0).getEffectiveFrom());
      assertThat(
              client
                  .functions
                  .listFunctionTagHistory(
                      request.clone().setFilter("effective_to>2021-01-01T12:00:00Z").build())
                  .getFunctionTagHistoryRecordCount())
          .isEqualTo(5);
      assertThat(
              client
                  .functions
                  .listTagHistory(
                      request.clone().setFilter("effective_from<2021-01-01T12:00:00Z").build())
                  .getFunctionTagHistoryRecordCount())
          .isZero();
      assertThat(
              client
                  .functions
                  .listTagHistory(request.clone().setTag("never").build())
                  .getFunctionTagHistoryRecordCount())
          .isZero();
    }
  }

  private static Version byTag(YandexClient client, String function, String tag) {
    return client.functions.getVersionByTag(
        GetFunctionVersionByTagRequest.newBuilder().setFunctionId(function).setTag(tag).build());
  }

  private static Operation remove(YandexClient client, String version, String tag) {
    return client.functions.removeTag(
        RemoveFunctionTagRequest.newBuilder().setFunctionVersionId(version).setTag(tag).build());
  }

  @Test
  void aVersionEchoesItsAttributesAndNeverItsCode() {
    String id = client.create(folder, "attributes").getId();
    CreateFunctionVersionRequest.Builder request =
        version(id)
            .setDescription("Ünïcode")
            .setExecutionTimeout(Duration.newBuilder().setSeconds(3600))
            .setServiceAccountId("aje1")
            .putEnvironment("KEY", "wert ß")
            .setConcurrency(16)
            .setTmpfsSize(512L << 20);
    request.getResourcesBuilder().setMemory(1024L << 20);
    request.addSecretsBuilder().setId("s1").setKey("k").setEnvironmentVariable("TOKEN");
    request.addMountsBuilder().setName("m1").getObjectStorageBuilder().setBucketId("bucket");
    String version = client.createVersion(request);

    Version read =
        client.functions.getVersion(
            GetFunctionVersionRequest.newBuilder().setFunctionVersionId(version).build());

    assertThat(read)
        .isEqualTo(
            Version.newBuilder()
                .setId(version)
                .setFunctionId(id)
                .setCreatedAt(read.getCreatedAt())
                .setDescription("Ünïcode")
                .setRuntime("nodejs22")
                .setEntrypoint("index.handler")
                .setResources(request.getResources())
                .setExecutionTimeout(request.getExecutionTimeout())
                .setServiceAccountId("aje1")
                .putEnvironment("KEY", "wert ß")
                .setConcurrency(16)
                .setTmpfsSize(512L << 20)
                .addAllSecrets(request.getSecretsList())
                .addAllMounts(request.getMountsList())
                .setLogOptions(read.getLogOptions().toBuilder().setFolderId(folder))
                .setImageSize(request.getContent().size())
                .setStatus(Version.Status.ACTIVE)
                .addTags("$latest")
                .build());
  }

  @Test
  void packagesAndCopiedVersionsAreKeptAsReferences() {
    String id = client.create(folder, "sources").getId();
    String source = client.createVersion(version(id));
    String copy = client.createVersion(version(id).setVersionId(source));
    client.createVersion(
        version(id).setPackage(Package.newBuilder().setBucketName("b").setObjectName("o").build()));

    assertThat(
            client
                .functions
                .getVersion(
                    GetFunctionVersionRequest.newBuilder().setFunctionVersionId(copy).build())
                .getImageSize())
        .isEqualTo(version(id).getContent().size());
    String elsewhere = client.create(folder + "-other", "elsewhere").getId();
    assertThat(
            violatedFields(
                refusal(
                    () ->
                        client.functions.createVersion(
                            version(elsewhere).setVersionId(source).build()))))
        .containsExactly("version_id");
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void versionsAreListedByFunctionAndByFolderAndFiltered(Store store) {
    try (YandexClient client = on(store)) {
      String one = client.create(folder, "one").getId();
      String two = client.create(folder, "two").getId();
      String first = client.createVersion(version(one));
      String second = client.createVersion(version(two).setRuntime("python312"));
      String third = client.createVersion(version(one));

      assertThat(versions(client, r -> r.setFunctionId(one))).containsExactly(third, first);
      assertThat(versions(client, r -> r.setFolderId(folder)))
          .containsExactly(third, second, first);
      assertThat(versions(client, r -> r.setFolderId(folder).setFilter("runtime=\"python312\"")))
          .containsExactly(second);
      assertThat(versions(client, r -> r.setFunctionId(one).setFilter("status=\"ACTIVE\"")))
          .containsExactly(third, first);
      assertThat(versions(client, r -> r.setFunctionId(one).setFilter("status=\"OBSOLETE\"")))
          .isEmpty();
      var page =
          client.functions.listVersions(
              ListFunctionsVersionsRequest.newBuilder().setFolderId(folder).setPageSize(2).build());
      assertThat(versions(client, r -> r.setFolderId(folder).setPageToken(page.getNextPageToken())))
          .containsExactly(first);
    }
  }

  private static List<String> versions(
      YandexClient client,
      java.util.function.UnaryOperator<ListFunctionsVersionsRequest.Builder> request) {
    return client
        .functions
        .listFunctionVersions(request.apply(ListFunctionsVersionsRequest.newBuilder()).build())
        .getVersionsList()
        .stream()
        .map(Version::getId)
        .toList();
  }

  @Test
  void onlyAnOldUntaggedVersionIsDeletedWithoutForce() {
    String id = client.create(folder, "deleting").getId();
    String tagged = client.createVersion(version(id).addTag("prod"));
    String latest = client.createVersion(version(id));
    DeleteFunctionVersionRequest.Builder request = DeleteFunctionVersionRequest.newBuilder();

    assertThat(
            refusal(
                    () ->
                        client.functions.deleteVersion(
                            request.clone().setFunctionVersionId(tagged).build()))
                .getCode())
        .isEqualTo(Code.FAILED_PRECONDITION.value());
    assertThat(
            refusal(
                    () ->
                        client.functions.deleteVersion(
                            request.clone().setFunctionVersionId(latest).setForce(true).build()))
                .getCode())
        .isEqualTo(Code.FAILED_PRECONDITION.value());
    client.done(
        client.functions.deleteVersion(
            request.clone().setFunctionVersionId(tagged).setForce(true).build()));
    assertThat(
            refusal(
                    () ->
                        client.functions.getVersion(
                            GetFunctionVersionRequest.newBuilder()
                                .setFunctionVersionId(tagged)
                                .build()))
                .getCode())
        .isEqualTo(Code.NOT_FOUND.value());
    assertThat(refusal(() -> byTag(client, id, "prod")).getCode())
        .isEqualTo(Code.NOT_FOUND.value());
  }

  @Test
  void fiftyMebibytesOfContentAreTakenAndOneByteMoreIsNot() {
    String id = client.create(folder, "large").getId();
    byte[] content = new byte[50 << 20];
    new java.util.Random(7).nextBytes(content);
    String version = client.createVersion(version(id).setContent(ByteString.copyFrom(content)));
    assertThat(byTag(client, id, "$latest"))
        .returns(version, Version::getId)
        .returns((long) content.length, Version::getImageSize);

    assertThat(
            violatedFields(
                refusal(
                    () ->
                        client.functions.createVersion(
                            version(id)
                                .setContent(ByteString.copyFrom(new byte[content.length + 1]))
                                .build()))))
        .containsExactly("content");
    assertThat(
            catchThrowableOfType(
                    StatusRuntimeException.class,
                    () ->
                        client.functions.createVersion(
                            version(id)
                                .setContent(
                                    ByteString.copyFrom(new byte[content.length + (5 << 20)]))
                                .build()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.RESOURCE_EXHAUSTED);
  }

  // Policies

  @ParameterizedTest
  @EnumSource(Store.class)
  void accessBindingsAreKeptWithoutLosingConcurrentChanges(Store store) throws Exception {
    try (YandexClient client = on(store)) {
      String id = client.create(folder, "bound").getId();
      client.done(
          client.functions.setAccessBindings(
              SetAccessBindingsRequest.newBuilder()
                  .setResourceId(id)
                  .addAccessBindings(binding("first"))
                  .build()));
      for (CompletableFuture<Integer> one :
          atOnce(4, i -> code(() -> update(client, id, AccessBindingAction.ADD, "user-" + i)))) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isZero();
      }
      Operation removed = client.done(update(client, id, AccessBindingAction.REMOVE, "first"));
      assertThat(metadata(removed, UpdateAccessBindingsMetadata.class).getResourceId())
          .isEqualTo(id);
      assertThat(removed.getDescription()).isEqualTo("Update access bindings");
      response(removed, Empty.class);

      List<String> subjects = new ArrayList<>();
      String token = "";
      do {
        var page =
            client.functions.listAccessBindings(
                ListAccessBindingsRequest.newBuilder()
                    .setResourceId(id)
                    .setPageSize(3)
                    .setPageToken(token)
                    .build());
        page.getAccessBindingsList().forEach(b -> subjects.add(b.getSubject().getId()));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
      assertThat(subjects).containsExactlyInAnyOrder("user-0", "user-1", "user-2", "user-3");
    }
  }

  private static AccessBinding binding(String subject) {
    return AccessBinding.newBuilder()
        .setRoleId("functions.functionInvoker")
        .setSubject(Subject.newBuilder().setId(subject).setType("userAccount"))
        .build();
  }

  private static Operation update(
      YandexClient client, String id, AccessBindingAction action, String subject) {
    return client.functions.updateAccessBindings(
        UpdateAccessBindingsRequest.newBuilder()
            .setResourceId(id)
            .addAccessBindingDeltas(
                AccessBindingDelta.newBuilder()
                    .setAction(action)
                    .setAccessBinding(binding(subject)))
            .build());
  }

  @Test
  void aScalingPolicyIsSetForATagAndRemoved() {
    String id = client.create(folder, "scaled").getId();
    SetScalingPolicyRequest.Builder request =
        SetScalingPolicyRequest.newBuilder()
            .setFunctionId(id)
            .setTag("$latest")
            .setProvisionedInstancesCount(2);
    ScalingPolicy first =
        response(
            client.done(client.functions.setScalingPolicy(request.build())), ScalingPolicy.class);
    ScalingPolicy second =
        response(
            client.done(
                client.functions.setScalingPolicy(request.setZoneInstancesLimit(5).build())),
            ScalingPolicy.class);
    assertThat(second.getCreatedAt()).isEqualTo(first.getCreatedAt());
    assertThat(second.getZoneInstancesLimit()).isEqualTo(5);
    assertThat(
            client
                .functions
                .listScalingPolicies(
                    ListScalingPoliciesRequest.newBuilder().setFunctionId(id).build())
                .getScalingPoliciesList())
        .containsExactly(second);

    RemoveScalingPolicyRequest remove =
        RemoveScalingPolicyRequest.newBuilder().setFunctionId(id).setTag("$latest").build();
    response(client.done(client.functions.removeScalingPolicy(remove)), Empty.class);
    assertThat(refusal(() -> client.functions.removeScalingPolicy(remove)).getCode())
        .isEqualTo(Code.NOT_FOUND.value());
    assertThat(client.get(id).getName()).isEqualTo("scaled");
  }

  // Operations, endpoints and what belongs to gRPC

  @Test
  void cancelAnswersWithTheOperationAsItIs() {
    Operation created =
        client.done(
            client.functions.create(
                CreateFunctionRequest.newBuilder().setFolderId(folder).build()));
    assertThat(
            client.operations.cancel(
                CancelOperationRequest.newBuilder().setOperationId(created.getId()).build()))
        .isEqualTo(created)
        .isEqualTo(operation(created.getId()));
    assertThat(refusal(() -> operation("op-unknown")).getCode()).isEqualTo(Code.NOT_FOUND.value());
  }

  @Test
  void theEndpointsAreHereAndTellWithoutAKey() {
    String address = "localhost:" + SERVERS.on(Store.SQLITE).grpcPort();
    assertThat(
            client.endpoints.list(ListApiEndpointsRequest.getDefaultInstance()).getEndpointsList())
        .extracting(ApiEndpoint::getId)
        .contains("serverless-functions", "operation", "iam", "endpoint");
    assertThat(
            client
                .endpoints
                .get(GetApiEndpointRequest.newBuilder().setApiEndpointId("operation").build())
                .getAddress())
        .isEqualTo(address);
    assertThat(
            client
                .functions
                .listRuntimes(ListRuntimesRequest.getDefaultInstance())
                .getRuntimesList())
        .contains("nodejs22", "python312");
  }

  @Test
  void nobodyGetsInWithoutAKey() {
    try (YandexClient stranger =
        new YandexClient(SERVERS.on(Store.SQLITE).grpcPort(), "another-key")) {
      assertThat(refusal(() -> stranger.get(UUID.randomUUID().toString())))
          .returns(Code.UNAUTHENTICATED.value(), Status::getCode)
          .returns(1, Status::getDetailsCount);
    }
  }

  @Test
  void whatOnlyARuntimeCanAnswerIsUnimplemented() {
    var method =
        io.annals.dialect.yandex.proto.functions.FunctionServiceGrpc.getGetMethod().toBuilder()
            .setFullMethodName("yandex.cloud.serverless.functions.v1.NetworkService/GetUsed")
            .build();
    assertThat(
            catchThrowableOfType(
                    StatusRuntimeException.class,
                    () ->
                        ClientCalls.blockingUnaryCall(
                            client.functions.getChannel(),
                            method,
                            io.grpc.CallOptions.DEFAULT,
                            io.annals.dialect.yandex.proto.functions.GetFunctionRequest
                                .getDefaultInstance()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.UNIMPLEMENTED);
  }

  @Test
  void anExpiredDeadlineLeavesNothingBehind() {
    var hurried = client.functions.withDeadlineAfter(-1, TimeUnit.SECONDS);
    assertThat(
            catchThrowableOfType(
                    StatusRuntimeException.class,
                    () ->
                        hurried.create(
                            CreateFunctionRequest.newBuilder()
                                .setFolderId(folder)
                                .setName("late")
                                .build()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.DEADLINE_EXCEEDED);
    client.create(folder, "late");
  }

  @Test
  void healthIsOpenAndReflectionAsksForTheKey() throws Exception {
    assertThat(
            HealthGrpc.newBlockingStub(client.channel)
                .check(
                    HealthCheckRequest.newBuilder()
                        .setService("yandex.cloud.serverless.functions.v1.FunctionService")
                        .build())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);

    ServerReflectionGrpc.ServerReflectionStub stub = ServerReflectionGrpc.newStub(client.channel);
    assertThat(services(with(stub, "x-api-key", Place.KEY)).get(10, TimeUnit.SECONDS))
        .contains("yandex.cloud.operation.OperationService");
    assertThat(services(stub))
        .failsWithin(java.time.Duration.ofSeconds(10))
        .withThrowableThat()
        .withMessageContaining("UNAUTHENTICATED");
  }

  private static CompletableFuture<List<String>> services(
      ServerReflectionGrpc.ServerReflectionStub stub) {
    CompletableFuture<List<String>> services = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        stub.serverReflectionInfo(
            new StreamObserver<>() {
              @Override
              public void onNext(ServerReflectionResponse response) {
                services.complete(
                    response.getListServicesResponse().getServiceList().stream()
                        .map(service -> service.getName())
                        .toList());
              }

              @Override
              public void onError(Throwable failure) {
                services.completeExceptionally(failure);
              }

              @Override
              public void onCompleted() {}
            });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    requests.onCompleted();
    return services;
  }
}
