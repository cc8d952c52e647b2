package io.annals.server.endtoend;

import static io.annals.server.endtoend.YandexClient.metadata;
import static io.annals.server.endtoend.YandexClient.refusal;
import static io.annals.server.endtoend.YandexClient.version;
import static io.annals.server.endtoend.YandexClient.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.context.Caller;
import io.annals.dialect.yandex.GrpcServices;
import io.annals.dialect.yandex.proto.functions.CreateFunctionMetadata;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.dialect.yandex.proto.functions.DeleteFunctionRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.ListFunctionsRequest;
import io.annals.dialect.yandex.proto.functions.SetFunctionTagRequest;
import io.annals.dialect.yandex.proto.functions.SetScalingPolicyRequest;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionRequest;
import io.annals.dialect.yandex.proto.operation.GetOperationRequest;
import io.annals.dialect.yandex.proto.operation.Operation;
import io.annals.server.ServerSettings.Store;
import io.annals.server.grpc.GrpcServer;
import io.grpc.Status.Code;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far a key of two folders reaches. */
class YandexReachTest extends YandexCase {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private GrpcServer server;
  private YandexClient team;

  @BeforeEach
  void giveTheTeamItsKey() {
    RunningServer registry = SERVERS.on(Store.SQLITE);
    Caller caller = new Caller("key:team", folder, Set.of(folder, folder + "-second"));
    server =
        new GrpcServer(
            registry.place().settings(),
            registry.part(GrpcServices.class),
            key -> Optional.of(caller),
            new SimpleMeterRegistry(),
            threads);
    server.start();
    team = new YandexClient(server.port(), "team-key");
  }

  @AfterEach
  void stop() {
    team.close();
    server.stop();
    threads.shutdown();
  }

  @Test
  void itsFoldersAreAllThatItReaches() {
    String theirs = client.create(folder + "-other", "theirs").getId();
    String version = client.createVersion(version(theirs));
    Operation operation =
        client.functions.create(
            CreateFunctionRequest.newBuilder().setFolderId(folder + "-other").build());

    assertThat(team.get(team.create(folder + "-second", "ours").getId()).getName())
        .isEqualTo("ours");
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> team.get(theirs),
            () -> team.update(UpdateFunctionRequest.newBuilder().setFunctionId(theirs)),
            () ->
                team.functions.delete(
                    DeleteFunctionRequest.newBuilder().setFunctionId(theirs).build()),
            () ->
                team.functions.getVersion(
                    GetFunctionVersionRequest.newBuilder().setFunctionVersionId(version).build()),
            () ->
                team.functions.setTag(
                    SetFunctionTagRequest.newBuilder()
                        .setFunctionVersionId(version)
                        .setTag("prod")
                        .build()),
            () ->
                team.operations.get(
                    GetOperationRequest.newBuilder().setOperationId(operation.getId()).build()))) {
      assertThat(refusal(call).getCode()).isEqualTo(Code.NOT_FOUND.value());
    }
    assertThat(
            refusal(
                    () ->
                        team.functions.list(
                            ListFunctionsRequest.newBuilder()
                                .setFolderId(folder + "-other")
                                .build()))
                .getCode())
        .isEqualTo(Code.PERMISSION_DENIED.value());
    assertThat(client.get(theirs).getName()).isEqualTo("theirs");
  }

  @Test
  void aRetryIsRecognisedAlsoWhenTheFunctionIsGone() {
    Operation created =
        team.done(
            team.functions.create(
                CreateFunctionRequest.newBuilder().setFolderId(folder).setName("gone").build()));
    String id = metadata(created, CreateFunctionMetadata.class).getFunctionId();
    var scaling = with(team.functions, "idempotency-key", UUID.randomUUID().toString());
    SetScalingPolicyRequest policy =
        SetScalingPolicyRequest.newBuilder().setFunctionId(id).setTag("prod").build();
    Operation scaled = team.done(scaling.setScalingPolicy(policy));
    var deleting = with(team.functions, "idempotency-key", UUID.randomUUID().toString());
    DeleteFunctionRequest delete = DeleteFunctionRequest.newBuilder().setFunctionId(id).build();
    Operation deleted = team.done(deleting.delete(delete));

    assertThat(team.done(deleting.delete(delete))).isEqualTo(deleted);
    assertThat(team.done(scaling.setScalingPolicy(policy))).isEqualTo(scaled);
    assertThat(refusal(() -> team.functions.delete(delete)).getCode())
        .isEqualTo(Code.NOT_FOUND.value());
    var other = with(team.functions, "idempotency-key", UUID.randomUUID().toString());
    assertThat(refusal(() -> other.delete(delete)).getCode()).isEqualTo(Code.NOT_FOUND.value());
  }
}
