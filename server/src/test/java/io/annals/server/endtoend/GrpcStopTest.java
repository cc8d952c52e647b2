package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.context.Credentials;
import io.annals.dialect.yandex.GrpcServices;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.RawGrpc.Frame;
import io.annals.server.grpc.GrpcServer;
import io.annals.server.grpc.KeepAlive;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stopping while calls of gRPC are under way. */
class GrpcStopTest {
  @RegisterExtension static final SharedServers SERVERS = new SharedServers();

  private static final String CREATE = "serverless.functions.v1.FunctionService/Create";
  private static final String FOLDER = "stopping";
  private static final String[] KEY = {"authorization", "Bearer " + Place.KEY};

  @Test
  void aCallUnderWayIsAnsweredBeforeTheServerIsGone() throws Exception {
    try (Place place = Place.fresh(Store.SQLITE)) {
      RunningServer server = RunningServer.at(place);
      try (RawGrpc raw = RawGrpc.to(server.grpcPort())) {
        RawGrpc.Stream call = raw.begin(CREATE, KEY);
        raw.ping();
        raw.next("PING_ACK");

        CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
        raw.next("GOAWAY");
        raw.send(
            call,
            CreateFunctionRequest.newBuilder()
                .setFolderId(FOLDER)
                .setName("under-way")
                .build()
                .toByteArray());

        List<Frame> answer = raw.answer(call);
        assertThat(answer).hasSize(3);
        assertThat(answer.get(2).headers()).containsEntry("grpc-status", "0");
        stop.get(30, TimeUnit.SECONDS);
      }
      assertThat(place.events("SELECT COUNT(*) FROM events WHERE type LIKE '%FunctionCreated%'"))
          .as("what was answered during the stop is kept")
          .containsExactly("1");
    }
  }

  @Test
  void aCallThatNeverGoesOnIsWaitedForOnlyAWhile() {
    RunningServer registry = SERVERS.on(Store.SQLITE);
    GrpcServer server =
        new GrpcServer(
            registry.place().settings(),
            registry.part(GrpcServices.class),
            registry.part(Credentials.class),
            new SimpleMeterRegistry(),
            Runnable::run,
            KeepAlive.DEFAULT,
            Duration.ofMillis(200));
    server.start();
    try (RawGrpc raw = RawGrpc.to(server.port())) {
      raw.begin(CREATE, KEY);
      raw.ping();
      raw.next("PING_ACK");

      server.stop();

      assertThat(raw.next("GOAWAY", "CLOSED").kind()).isEqualTo("GOAWAY");
      raw.next("CLOSED");
      assertThat(server.isRunning()).isFalse();
    }
  }
}
