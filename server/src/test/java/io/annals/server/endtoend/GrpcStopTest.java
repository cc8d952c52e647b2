package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.RawGrpc.Frame;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stopping the real process while calls of gRPC are under way. */
class GrpcStopTest {
  private static final String CREATE = "serverless.functions.v1.FunctionService/Create";
  private static final String FOLDER = "stopping";

  /** Two calls are under way at the signal: one goes on, the other never does. */
  @Test
  void aSignalLetsCallsUnderWayEndAndWaitsForNoneForEver() throws SQLException {
    try (Place place = Place.fresh(Store.SQLITE)) {
      try (AnnalsProcess server = AnnalsProcess.serving(place);
          RawGrpc raw = RawGrpc.to(server.grpcPort())) {
        String[] key = {"authorization", "Bearer " + Place.KEY};
        RawGrpc.Stream first = raw.begin(CREATE, key);
        raw.begin(CREATE, key);
        raw.ping();
        raw.next("PING_ACK");

        server.terminate();
        raw.next("GOAWAY");
        raw.send(
            first,
            CreateFunctionRequest.newBuilder()
                .setFolderId(FOLDER)
                .setName("under-way")
                .build()
                .toByteArray());

        List<Frame> answer = raw.answer(first);
        assertThat(answer).hasSize(3);
        assertThat(answer.get(2).headers()).containsEntry("grpc-status", "0");
        assertThat(server.exit(Duration.ofSeconds(10))).isIn(0, AnnalsProcess.TERMINATED);
        assertThat(server.err()).isEmpty();
        assertThat(server.out()).noneMatch(line -> line.contains("Exception"));
      }
      assertThat(place.events("SELECT COUNT(*) FROM events WHERE type LIKE '%FunctionCreated%'"))
          .as("what was answered during the stop is kept")
          .containsExactly("1");
    }
  }
}
