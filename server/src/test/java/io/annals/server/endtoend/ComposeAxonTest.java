package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.dialect.yandex.proto.functions.GetFunctionRequest;
import io.annals.server.axonserver.StandInServer;
import io.annals.server.endtoend.NativeClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The two command sides, two query sides and the gateway that {@code docker compose up} starts: on
 * the Axon Server that {@code ANNALS_TEST_AXON_SERVERS} names, else on the stand-in.
 */
class ComposeAxonTest {
  private static final @Nullable String REAL = System.getenv("ANNALS_TEST_AXON_SERVERS");
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  @Test
  void sidesAndGatewayAreOneRegistryAndOneOfEachSideIsEnough() throws Exception {
    try (StandInServer standIn = REAL == null ? new StandInServer(0, null) : null;
        Composition set = new Composition("axon")) {
      set.with("axonserver:8124", standIn == null ? REAL : "localhost:" + standIn.port());
      set.override("ANNALS_AXON_CONTEXT", System.getenv("ANNALS_TEST_AXON_CONTEXT"));
      set.override("ANNALS_AXON_TOKEN", System.getenv("ANNALS_TEST_AXON_TOKEN"));
      set.up();
      for (String node : set.nodes()) {
        Awaitility.await(node + " healthy").atMost(PATIENCE).until(() -> set.health(node) == 0);
      }
      NativeClient client = set.client("gateway");
      String id = client.create(Map.of("name", "shared")).path("id").asString();
      change(client, id, "by both");
      try (YandexClient grpc = new YandexClient(set.process("gateway").grpcPort(), set.rootKey())) {
        assertThat(
                grpc.functions
                    .get(GetFunctionRequest.newBuilder().setFunctionId(id).build())
                    .getName())
            .isEqualTo("shared");
      }
      for (String node : List.of("command1", "query1")) {
        assertThat(set.client(node).get("/v1/functions/" + id).status())
            .as("what %s, no gateway, answers", node)
            .isEqualTo(404);
      }

      for (String node : List.of("command1", "query2")) {
        set.process(node).terminate();
        assertThat(set.process(node).exit(Duration.ofSeconds(30)))
            .isEqualTo(AnnalsProcess.TERMINATED);
      }
      Awaitility.await("the others alone")
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> change(client, id, "by one of each"));
    }
  }

  private static void change(NativeClient client, String id, String mark) {
    String path = "/v1/functions/" + id;
    Answer answer =
        client
            .call("PATCH", path)
            .json(Map.of("description", mark))
            .header("Prefer", "wait=30")
            .answer()
            .is(200);
    assertThat(answer.text("response.description")).isEqualTo(mark);
    assertThat(client.get(path).is(200).text("description")).isEqualTo(mark);
  }
}
