package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import io.annals.dialect.yandex.proto.endpoint.ApiEndpointServiceGrpc;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.Function;
import io.annals.dialect.yandex.proto.functions.FunctionServiceGrpc;
import io.annals.dialect.yandex.proto.functions.GetFunctionRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionByTagRequest;
import io.annals.dialect.yandex.proto.functions.Resources;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.Version;
import io.annals.dialect.yandex.proto.operation.GetOperationRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.dialect.yandex.proto.operation.OperationServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** The gRPC side of the Yandex dialect as a program uses it. */
final class YandexClient implements AutoCloseable {
  private static final int MAX_MESSAGE = 64 << 20;

  final ManagedChannel channel;
  final FunctionServiceGrpc.FunctionServiceBlockingStub functions;
  final OperationServiceGrpc.OperationServiceBlockingStub operations;
  final ApiEndpointServiceGrpc.ApiEndpointServiceBlockingStub endpoints;

  YandexClient(int port, String key) {
    channel =
        NettyChannelBuilder.forAddress("localhost", port)
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE)
            .build();
    functions =
        with(FunctionServiceGrpc.newBlockingStub(channel), "authorization", "Bearer " + key);
    operations = with(OperationServiceGrpc.newBlockingStub(channel), "x-api-key", key);
    endpoints = ApiEndpointServiceGrpc.newBlockingStub(channel);
  }

  static <S extends AbstractStub<S>> S with(S stub, String name, String value) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  /** Polls an operation until it is done, as clients do. */
  Operation done(Operation begun) {
    return begun.getDone()
        ? begun
        : Awaitility.await("operation done")
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(20))
            .until(
                () ->
                    operations.get(
                        GetOperationRequest.newBuilder().setOperationId(begun.getId()).build()),
                Operation::getDone);
  }

  Function create(CreateFunctionRequest.Builder request) {
    return response(done(functions.create(request.build())), Function.class);
  }

  Function create(String folder, String name) {
    return create(CreateFunctionRequest.newBuilder().setFolderId(folder).setName(name));
  }

  Function update(UpdateFunctionRequest.Builder request, String... mask) {
    if (mask.length > 0) {
      request.setUpdateMask(FieldMask.newBuilder().addAllPaths(java.util.List.of(mask)));
    }
    return response(done(functions.update(request.build())), Function.class);
  }

  Function get(String id) {
    return functions.get(GetFunctionRequest.newBuilder().setFunctionId(id).build());
  }

  /** A version that keeps to all constraints. */
  static CreateFunctionVersionRequest.Builder version(String functionId) {
    return CreateFunctionVersionRequest.newBuilder()
        .setFunctionId(functionId)
        .setRuntime("nodejs22")
        .setEntrypoint("index.handler")
        .setResources(Resources.newBuilder().setMemory(134217728))
        .setContent(ByteString.copyFromUtf8("exports.handler = () => 1"));
  }

  /** Makes a version and answers with its id. */
  String createVersion(CreateFunctionVersionRequest.Builder request) {
    Operation operation = done(functions.createVersion(request.build()));
    assertThat(operation.hasResponse()).as("%s", operation).isTrue();
    return metadata(operation, CreateFunctionVersionMetadata.class).getFunctionVersionId();
  }

  static <M extends Message> M response(Operation operation, Class<M> type) {
    assertThat(operation.hasResponse()).as("%s", operation).isTrue();
    return unpacked(() -> operation.getResponse(), type);
  }

  static <M extends Message> M metadata(Operation operation, Class<M> type) {
    return unpacked(() -> operation.getMetadata(), type);
  }

  private static <M extends Message> M unpacked(
      Supplier<com.google.protobuf.Any> any, Class<M> type) {
    try {
      return any.get().unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** The status with which a call is refused. */
  static Status refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(failure).as("is refused").isNotNull();
    return StatusProto.fromThrowable(failure);
  }

  /** The version that bears a tag. */
  Version byTag(String function, String tag) {
    return functions.getVersionByTag(
        GetFunctionVersionByTagRequest.newBuilder().setFunctionId(function).setTag(tag).build());
  }

  /** The fields that a refusal names. */
  static List<String> violatedFields(Status status) {
    try {
      return status.getDetails(0).unpack(BadRequest.class).getFieldViolationsList().stream()
          .map(BadRequest.FieldViolation::getField)
          .toList();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(status.toString(), e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
