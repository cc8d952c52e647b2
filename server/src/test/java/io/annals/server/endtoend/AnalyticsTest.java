package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Analytics from outside, on both stores. */
class AnalyticsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static String fresh(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Waits until everything is counted, and answers with the counts. */
  private static JsonNode counts(NativeClient client, String query) {
    Awaitility.await("counts")
        .atMost(PATIENCE)
        .until(() -> client.get("/v1/analytics/changes").is(200).number("coverage.behind") == 0);
    return client.get("/v1/analytics/changes" + query).is(200).json();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void changesAreCountedWhereTheyWereMade(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String namespace = fresh("counted");
    String scope = "?namespace=" + namespace;
    JsonNode created =
        client
            .visible(
                client
                    .call("POST", "/v1/functions" + scope)
                    .json(Map.of("name", "a", "kind", "code")))
            .path("response");
    String id = created.path("id").asString();
    for (int i = 0; i < 3; i++) {
      client.visible(
          client
              .call("PATCH", "/v1/functions/" + id)
              .json(Map.of("description", "d" + i, "labels", Map.of("i", "" + i))));
    }
    client.visible(client.call("POST", "/v1/functions" + scope).json(Map.of("name", "b")));
    client.create(Map.of("name", fresh("elsewhere")));

    Map<String, Long> byType = new TreeMap<>();
    counts(client, scope + "&groupBy=type,kind,principal,dialect&interval=month")
        .path("rows")
        .forEach(
            row ->
                byType.merge(
                    row.path("type").asString()
                        + " "
                        + row.path("kind").asString()
                        + " "
                        + row.path("principal").asString()
                        + " "
                        + row.path("dialect").asString(),
                    row.path("count").asLong(),
                    Long::sum));
    assertThat(byType)
        .isEqualTo(
            Map.of(
                "FunctionCreated code key:root native", 1L,
                "FunctionCreated function key:root native", 1L,
                "FunctionUpdated code key:root native", 3L));
    assertThat(client.get("/v1/analytics/top" + scope + "&by=field&format=csv").is(200).text())
        .isEqualTo("field,count\r\ndescription,3\r\nlabels,3\r\nname,2\r\nkind,1\r\n");
    JsonNode top = client.get("/v1/analytics/top" + scope + "&limit=1").is(200).json();
    assertThat(top.path("rows")).hasSize(1);
    assertThat(top.at("/rows/0/function").asString()).isEqualTo(id);
    assertThat(top.at("/rows/0/name").asString()).isEqualTo("a");
    assertThat(top.at("/rows/0/count").asLong()).isEqualTo(4);
    long all = total(counts(client, scope + "&events=all"));
    assertThat(all).as("with the two names that were claimed").isEqualTo(7);
    assertThat(total(counts(client, scope + "&filter=kind%3Dcode%20field%3Dlabels"))).isEqualTo(3);
    assertThat(
            client
                .get("/v1/analytics/changes" + scope + "&filter=colour%3Dred")
                .is(400)
                .text("violations.0.field"))
        .isEqualTo("filter");
  }

  private static long total(JsonNode counts) {
    long total = 0;
    for (JsonNode row : counts.path("rows")) {
      total += row.path("count").asLong();
    }
    return total;
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void howSoonChangesWereVisibleIsMeasured(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String namespace = fresh("measured");
    for (int i = 0; i < 5; i++) {
      client.visible(
          client
              .call("POST", "/v1/functions?namespace=" + namespace)
              .json(Map.of("name", "f" + i)));
    }
    String path = "/v1/analytics/latency?interval=day&namespace=" + namespace;
    Awaitility.await("latencies")
        .atMost(PATIENCE)
        .until(() -> client.get(path).is(200).number("rows.0.count") == 5);
    JsonNode row = client.get(path).json().at("/rows/0");
    List<Double> values =
        List.of("p50Millis", "p90Millis", "p99Millis", "maxMillis").stream()
            .map(name -> row.path(name).asDouble(-1))
            .toList();
    assertThat(values).isSorted().allMatch(millis -> millis > 0 && millis < 60_000);
  }

  @Test
  void whileAnalyticsCannotBeWrittenChangesGoOnAndAreCountedLater() throws Exception {
    try (Place place = Place.fresh(Store.SQLITE);
        RunningServer server = RunningServer.at(place)) {
      NativeClient client = server.client();
      String id = client.create(Map.of("name", "f")).path("id").asString();
      assertThat(total(counts(client, ""))).isEqualTo(1);
      try (Connection other =
              DriverManager.getConnection("jdbc:sqlite:" + place.data().resolve("analytics.db"));
          Statement statement = other.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 5000");
        statement.execute("BEGIN IMMEDIATE");
        for (int i = 0; i < 30; i++) {
          client.visible(
              client.call("PATCH", "/v1/functions/" + id).json(Map.of("description", "d" + i)));
        }
        JsonNode late = client.get("/v1/analytics/changes").is(200).json();
        assertThat(total(late)).isEqualTo(1);
        assertThat(late.at("/coverage/behind").asLong()).isPositive();
        assertThat(client.get("/health/ready").status()).isEqualTo(200);
        statement.execute("ROLLBACK");
      }
      assertThat(total(counts(client, ""))).isEqualTo(31);
    }
  }
}
