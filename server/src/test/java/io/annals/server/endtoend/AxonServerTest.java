package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.operation.OperationId;
import io.annals.dialect.yandex.proto.functions.CreateFunctionRequest;
import io.annals.server.Role;
import io.annals.server.endtoend.NativeClient.Answer;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two nodes that decide, one that remembers and one that speaks, with Axon Server between them. */
class AxonServerTest {
  private static AxonNodes nodes;
  private static RunningServer decides;
  private static RunningServer remembers;
  private static RunningServer gateway;
  private static NativeClient client;

  @BeforeAll
  static void start() {
    nodes = new AxonNodes();
    decides = nodes.start(Role.COMMAND);
    nodes.start(Role.COMMAND);
    remembers = nodes.start(Role.QUERY);
    gateway = nodes.start(Role.GATEWAY);
    client = gateway.client();
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static String name() {
    return "f-" + UUID.randomUUID();
  }

  @Test
  void aFunctionIsMadeChangedAndReadThroughTheGateway() {
    String name = name();
    JsonNode made = client.create(Map.of("name", name, "config", Map.of("n", 1.50)));
    assertThat(made.path("version").asInt()).isEqualTo(1);
    Answer read = client.get("/v1/functions/" + name).is(200);
    assertThat(read.json()).isEqualTo(made);

    JsonNode changed =
        client.visible(
            client
                .call("PATCH", "/v1/functions/" + name)
                .header("If-Match", read.header("ETag"))
                .json(Map.of("description", "Grüße")));
    assertThat(changed.path("response").path("version").asInt()).isEqualTo(2);
    Answer stale =
        client
            .call("PATCH", "/v1/functions/" + name)
            .header("If-Match", read.header("ETag"))
            .json(Map.of("description", "late"))
            .answer()
            .is(412);
    assertThat(stale.text("code")).isEqualTo("ABORTED");
    assertThat(client.get("/v1/functions/" + name + "?version=1").is(200).text("description"))
        .isEmpty();
  }

  @Test
  void aRefusalArrivesAsWhatItIs() {
    String name = name();
    client.create(Map.of("name", name));

    Answer taken = client.post("/v1/functions", Map.of("name", name)).is(409);
    assertThat(taken.text("code")).isEqualTo("ALREADY_EXISTS");
    assertThat(taken.text("detail")).contains(name);
    Answer invalid = client.post("/v1/functions", Map.of("kind", "NO KIND")).is(400);
    assertThat(invalid.text("violations.0.field")).isEqualTo("kind");
    assertThat(client.get("/v1/functions/" + UUID.randomUUID()).is(404).text("code"))
        .isEqualTo("NOT_FOUND");
    assertThat(
            client
                .get("/v1/operations/" + new OperationId(UUID.randomUUID().toString(), 0) + ":wait")
                .is(404)
                .text("code"))
        .isEqualTo("NOT_FOUND");
    assertThat(client.get("/v1/functions?filter=((").is(400).text("code"))
        .isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void aRefusalArrivesOverGrpcToo() {
    try (YandexClient yandex = new YandexClient(gateway.grpcPort(), Place.KEY)) {
      String name = name();
      String id = yandex.create("default", name).getId();
      assertThat(yandex.get(id).getName()).isEqualTo(name);
      com.google.rpc.Status taken =
          YandexClient.refusal(
              () ->
                  yandex.functions.create(
                      CreateFunctionRequest.newBuilder()
                          .setFolderId("default")
                          .setName(name)
                          .build()));
      assertThat(taken.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS.value());
      assertThat(taken.getMessage()).contains(name);
      assertThat(YandexClient.refusal(() -> yandex.get(UUID.randomUUID().toString())).getCode())
          .isEqualTo(Status.Code.NOT_FOUND.value());
    }
  }

  @Test
  void oneOfManyGetsAName() throws Exception {
    String name = name();
    List<Integer> statuses =
        together(8, i -> () -> client.post("/v1/functions", Map.of("name", name)).status());
    assertThat(statuses).filteredOn(status -> status < 300).hasSize(1);
    assertThat(statuses).filteredOn(status -> status >= 300).containsOnly(409);
  }

  @Test
  void historyMadeThroughManyApisIsWholeAndProvable(@TempDir Path folder) {
    Archives.makeHistory(gateway);

    List<JsonNode> events = client.all("/v1/events", "events", 200);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("position").asLong()).isEqualTo(i + 1);
    }
    String name = name();
    String id = client.create(Map.of("name", name)).path("id").asString();
    client.visible(
        client.call("PATCH", "/v1/functions/" + id).json(Map.of("description", "second")));
    List<JsonNode> own = client.all("/v1/functions/" + id + "/events", "events", 1);
    assertThat(own)
        .extracting(event -> event.path("type").asString())
        .containsExactly("io.annals.FunctionCreated", "io.annals.FunctionUpdated");
    for (JsonNode event : own) {
      assertThat(client.get("/v1/events/" + event.path("position").asString()).is(200).json())
          .isEqualTo(event);
    }

    List<JsonNode> before = client.all("/v1/functions", "functions", 7);
    client.replay();
    assertThat(client.all("/v1/functions", "functions", 7)).isEqualTo(before);
    client.replay("analytics");

    String archive = folder.resolve("archive").toString();
    try (AnnalsProcess outside =
            nodes.run("verify", "--server", "http://localhost:" + gateway.port());
        AnnalsProcess inside = nodes.run("verify");
        AnnalsProcess export = nodes.run("export", "--to", archive)) {
      for (AnnalsProcess process : List.of(outside, inside, export)) {
        assertThat(process.exit(Duration.ofSeconds(60)))
            .as("%s %s", process.out(), process.err())
            .isZero();
      }
    }
    try (AnnalsProcess restore = nodes.run("restore", "--from", archive)) {
      assertThat(restore.exit(Duration.ofSeconds(30))).isEqualTo(1);
      assertThat(String.join(" ", restore.err())).contains("milliseconds");
    }
  }

  @Test
  void codeIsReadBackAsItWasSent() {
    String name = name();
    client.create(
        Map.of(
            "name", name, "code", Map.of("files", Map.of("a.js", Map.of("text", "exports.x=1")))));
    JsonNode revision =
        client.get("/v1/functions/" + name + "/revisions").is(200).json().path("revisions").path(0);
    Answer file =
        client
            .get(
                "/v1/functions/"
                    + name
                    + "/revisions/"
                    + revision.path("id").asString()
                    + "/files/a.js")
            .is(200);
    assertThat(new String(file.body(), StandardCharsets.UTF_8)).isEqualTo("exports.x=1");
  }

  @Test
  void aNodeWithoutTheGatewayTellsOnlyHowItIs() {
    for (RunningServer node : List.of(decides, remembers)) {
      NativeClient direct = node.client();
      direct.get("/health/live").is(200);
      direct.get("/health/ready").is(200);
      assertThat(direct.get("/metrics").is(200).text()).contains("annals_events_appended");
      assertThat(direct.get("/v1/functions").is(404).text("detail")).contains("no gateway");
      node.clientWith(null).get("/health/ready").is(200);
      node.clientWith(null).get("/metrics").is(401);
      assertThat(node.grpcPort()).isZero();
    }
    assertThat(gateway.client().get("/health/ready").is(200).text()).contains("UP");
  }

  private static <T> List<T> together(int count, java.util.function.IntFunction<Callable<T>> tasks)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Callable<T>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(tasks.apply(i));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> done : threads.invokeAll(all)) {
        results.add(done.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
