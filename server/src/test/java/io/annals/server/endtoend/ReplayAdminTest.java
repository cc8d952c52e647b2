package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.query.analytics.AnalyticsSide;
import io.annals.query.database.ViewDatabase;
import io.annals.server.ServerSettings.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What operators see of projections and their replays. */
class ReplayAdminTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final SharedServers SERVERS = new SharedServers();

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aReplayIsAnOperationOfWhoReachesAllNamespaces(Store store) {
    RunningServer server = SERVERS.on(store);
    NativeClient client = server.client();
    client.create(Map.of("description", "something"));
    JsonNode operation = server.client().replay();
    String id = operation.path("id").asString();

    assertThat(operation.path("type").asString()).isEqualTo("Replay");
    assertThat(operation.path("creator").asString()).isEqualTo("key:root");
    JsonNode progress = operation.path("metadata").path("progress");
    assertThat(progress.path("done").asLong())
        .isPositive()
        .isEqualTo(progress.path("total").asLong());
    assertThat(operation.path("response").path("projection").asString()).isEqualTo("registry");
    assertThat(operation.path("response").path("position").asLong()).isPositive();
    assertThat(client.get("/v1/operations?filter=type=Replay").is(200).json().path("operations"))
        .extracting(listed -> listed.path("id").asString())
        .contains(id);
    assertThat(client.get("/v1/operations?namespace=default&filter=type=Replay").text())
        .isEqualTo("{\"operations\":[]}");
    client.get("/v1/operations/" + id + "?namespace=default").is(404);
    client.post("/v1/operations/" + id + ":cancel").is(400);
    client.get("/v1/operations/job-1aaaaaaaaaa").is(404);
    assertThat(
            client
                .call("GET", "/v1/operations/" + id)
                .header("Accept", "text/event-stream")
                .answer()
                .is(200)
                .text())
        .startsWith("event: operation\ndata: {\"id\":\"" + id + "\"");

    JsonNode projection = client.get("/v1/admin/projections/registry").is(200).json();
    assertThat(projection.path("state").asString()).isEqualTo("SERVING");
    assertThat(projection.path("lastReplay")).isEqualTo(operation);
    assertThat(client.get("/v1/admin/projections").is(200).json().path("projections"))
        .extracting(listed -> listed.path("name").asString())
        .contains("registry");
    client.get("/v1/admin/projections/other").is(404);
    assertThat(client.post("/v1/admin/projections/other:replay").is(404).text("detail"))
        .contains("registry");
    assertThat(client.get("/v1/admin/projections/log").is(200).text("state")).isEqualTo("SERVING");
    assertThat(client.post("/v1/admin/projections/log:replay").is(400).text("detail"))
        .contains("transparency log");
    server.clientWith(null).post("/v1/admin/projections/registry:replay").is(401);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void countsAreReplayedToo(Store store) {
    RunningServer server = SERVERS.on(store);
    NativeClient client = server.client();
    client.create(Map.of("description", "counted"));
    ViewDatabase counts = server.part(AnalyticsSide.class).served().database();
    awaitCounts(client);
    List<String> before = Views.dump(counts);
    List<Map<String, Object>> measured =
        counts.reads().queryForList("SELECT hour, namespace, bucket FROM visible_latency");

    JsonNode over = client.replay("analytics");

    assertThat(over.path("response").path("projection").asString()).isEqualTo("analytics");
    awaitCounts(client);
    assertThat(Views.dump(counts)).containsAll(before);
    assertThat(counts.reads().queryForList("SELECT hour, namespace, bucket FROM visible_latency"))
        .isNotEmpty()
        .containsAll(measured);
    client.create(Map.of("description", "counted on the copy"));
    awaitCounts(client);
    assertThat(Views.dump(counts)).hasSizeGreaterThan(before.size());
  }

  private static void awaitCounts(NativeClient client) {
    Awaitility.await("counts")
        .atMost(PATIENCE)
        .until(() -> client.get("/v1/admin/projections/analytics").is(200).number("lag") == 0);
  }

  @Test
  void theCommandFollowsItToItsEnd() {
    RunningServer server = SERVERS.on(Store.SQLITE);
    server.client().create(Map.of("description", "something"));
    String here = "http://localhost:" + server.port();
    try (AnnalsProcess replay = command(here)) {
      assertThat(replay.exit(PATIENCE)).as("%s", replay.err()).isZero();
      assertThat(replay.out()).last().asString().startsWith("replayed registry up to event ");
    }
    try (AnnalsProcess unknown = command(here, "other")) {
      assertThat(unknown.exit(PATIENCE)).isOne();
      assertThat(unknown.err()).last().asString().contains("there are: ");
    }
    try (AnnalsProcess list = command(here, "--list")) {
      assertThat(list.exit(PATIENCE)).isZero();
      assertThat(list.out()).anyMatch(line -> line.startsWith("registry  serving"));
    }
  }

  private static AnnalsProcess command(String server, String... more) {
    List<String> words = new ArrayList<>(List.of("replay", "--server", server));
    words.addAll(List.of(more));
    return AnnalsProcess.of(Map.of("ANNALS_KEY", Place.KEY), words.toArray(String[]::new));
  }
}
