package io.annals.server.endtoend;

import static io.annals.server.endtoend.YandexClient.refusal;
import static io.annals.server.endtoend.YandexClient.response;
import static io.annals.server.endtoend.YandexClient.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.Status;
import io.annals.dialect.yandex.proto.endpoint.ApiEndpoint;
import io.annals.dialect.yandex.proto.endpoint.GetApiEndpointRequest;
import io.annals.dialect.yandex.proto.endpoint.ListApiEndpointsRequest;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.ListRuntimesRequest;
import io.annals.dialect.yandex.proto.operation.CancelOperationRequest;
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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Operations, endpoints and the services that belong to gRPC. */
class YandexServicesTest extends YandexCase {
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
