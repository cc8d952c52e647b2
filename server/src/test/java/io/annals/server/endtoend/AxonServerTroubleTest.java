package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.annals.eventstore.AxonServerAddress;
import io.annals.server.Role;
import io.annals.server.StartupException;
import io.annals.server.axonserver.StandInServer;
import io.annals.server.endtoend.NativeClient.Answer;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.event.Event;
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
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** What only a server that can be told to misbehave can show. */
@DisabledIfEnvironmentVariable(
    named = "ANNALS_TEST_AXON_SERVERS",
    matches = ".+",
    disabledReason = "Only the stand-in can be cut off and lose replies")
class AxonServerTroubleTest {
  private static AxonNodes nodes;
  private static RunningServer whole;
  private static RunningServer gateway;

  @BeforeAll
  static void start() {
    nodes = new AxonNodes();
    whole = nodes.start();
    nodes.start(Role.COMMAND);
    gateway = nodes.start(Role.GATEWAY);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static String name() {
    return "f-" + UUID.randomUUID();
  }

  private static void isAway(Answer answer) {
    answer.is(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(answer.text("code")).isEqualTo("UNAVAILABLE");
  }

  @Test
  void whoeverDecidedOnAnOldStateDecidesAgainUnseen() throws Exception {
    NativeClient client = gateway.client();
    String id = client.create(Map.of("name", name())).path("id").asString();
    nodes.standIn().commands().spread(true);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> changes = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String text = "change " + i;
        changes.add(
            () -> client.patch("/v1/functions/" + id, Map.of("description", text)).status());
      }
      for (Future<Integer> change : threads.invokeAll(changes)) {
        assertThat(change.get()).isIn(200, 202);
      }
    } finally {
      nodes.standIn().commands().spread(false);
      threads.shutdownNow();
    }
    await()
        .until(() -> client.get("/v1/functions/" + id).number("version"), version -> version == 41);
    assertThat(nodes.standIn().commands().sent()).hasSize(2);
    assertThat(metric(whole, "annals_events_conflicts")).isPositive();
  }

  private static double metric(RunningServer node, String name) {
    return node.client()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name) && !line.startsWith("#"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void commandsOfOneFunctionGoToOneNode() {
    NativeClient client = gateway.client();
    String id = client.create(Map.of("name", name())).path("id").asString();
    Map<String, Integer> before = sent();
    for (int i = 0; i < 5; i++) {
      client.visible(
          client.call("PATCH", "/v1/functions/" + id).json(Map.of("description", "d" + i)));
    }
    Map<String, Integer> after = sent();
    assertThat(after.values().stream().mapToInt(n -> n).sum())
        .isEqualTo(before.values().stream().mapToInt(n -> n).sum() + 5);
    assertThat(after.entrySet())
        .filteredOn(e -> !e.getValue().equals(before.get(e.getKey())))
        .hasSize(1);
  }

  private static Map<String, Integer> sent() {
    Map<String, Integer> counts = new java.util.HashMap<>();
    nodes.standIn().commands().sent().forEach((client, count) -> counts.put(client, count.get()));
    return counts;
  }

  @Test
  void aChangeWhoseReplyWasLostIsNotMadeTwice() {
    NativeClient client = gateway.client();
    String key = UUID.randomUUID().toString();
    Map<String, ?> body = Map.of("name", name());
    int before = nodes.standIn().events().all("default").size();
    nodes.standIn().events().loseReply();
    Answer lost =
        client.call("POST", "/v1/functions").header("Idempotency-Key", key).json(body).answer();
    isAway(lost);
    assertThat(lost.text("detail")).contains("stored or not").contains("Idempotency-Key");

    Answer again =
        await()
            .until(
                () ->
                    client
                        .call("POST", "/v1/functions")
                        .header("Idempotency-Key", key)
                        .header("Prefer", "wait=10")
                        .json(body)
                        .answer(),
                answer -> answer.status() == 200);
    assertThat(again.number("response.version")).isEqualTo(1);
    // The function and its name, once.
    assertThat(nodes.standIn().events().all("default")).hasSize(before + 2);
  }

  @Test
  void everythingResumesWhenAxonServerIsBack() {
    NativeClient client = gateway.client();
    String name = name();
    client.create(Map.of("name", name));

    nodes.standIn().cut();
    isAway(client.post("/v1/functions", Map.of("name", name())));
    isAway(client.get("/v1/functions/" + name));
    isAway(whole.client().patch("/v1/functions/" + name, Map.of("description", "no")));
    // Its own views answer.
    whole.client().get("/v1/functions/" + name).is(200);
    for (RunningServer node : List.of(gateway, whole)) {
      await().until(() -> node.client().get("/health/ready").status() == 503);
      node.client().get("/health/live").is(200);
    }

    nodes.standIn().comeBack();
    for (RunningServer node : List.of(gateway, whole)) {
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> node.client().get("/health/ready").status() == 200);
    }
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                client
                        .call("PATCH", "/v1/functions/" + name)
                        .header("Prefer", "wait=10")
                        .json(Map.of("description", "again"))
                        .answer()
                        .status()
                    == 200);
    assertThat(client.get("/v1/functions/" + name).is(200).text("description")).isEqualTo("again");
  }

  @Test
  void aGatewayAloneSaysThatNobodyIsThere() {
    AxonServerAddress lonely =
        new AxonServerAddress(nodes.address().servers(), "lonely", null, false, null);
    RunningServer alone = nodes.start(lonely, Role.GATEWAY);
    Answer write = alone.client().post("/v1/functions", Map.of("name", name()));
    isAway(write);
    assertThat(write.text("detail")).contains("Nothing was changed");
    isAway(alone.client().get("/v1/functions"));
    for (String path :
        List.of("/v3/functions", "/api/functions", "/functions/v1/functions?folderId=default")) {
      Answer answer = alone.client().get(path);
      assertThat(answer.status()).as("%s %s", path, answer).isEqualTo(503);
      assertThat(answer.header("Retry-After")).as("%s %s", path, answer).isNotEmpty();
    }
  }

  @Test
  void whoIsLeftDecidesAndCarriesTheViewsOn() {
    try (AxonNodes others = new AxonNodes()) {
      RunningServer first = others.start();
      RunningServer second = others.start();
      String id = first.client().create(Map.of("name", name())).path("id").asString();
      first.close();
      NativeClient client = second.client();
      client.visible(
          client.call("PATCH", "/v1/functions/" + id).json(Map.of("description", "left")));
      assertThat(client.get("/v1/functions/" + id).is(200).text("description")).isEqualTo("left");
    }
  }

  @Test
  void aContextOfAnotherApplicationIsRefused() {
    nodes
        .standIn()
        .events()
        .add(
            "foreign",
            Event.newBuilder()
                .setMessageIdentifier("1")
                .setAggregateIdentifier("order-1")
                .setAggregateType("Order")
                .setPayload(SerializedObject.newBuilder().setType("com.example.OrderPlaced"))
                .build());
    AxonServerAddress foreign =
        new AxonServerAddress(nodes.address().servers(), "foreign", null, false, null);
    assertThatThrownBy(() -> nodes.start(foreign, Role.COMMAND))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("com.example.OrderPlaced")
        .hasMessageContaining("context of its own");
  }

  @Test
  void aWrongTokenIsToldApartFromAServerThatIsAway() {
    try (StandInServer guarded = new StandInServer(0, "right")) {
      String servers = "localhost:" + guarded.port();
      assertThatThrownBy(
              () -> nodes.start(new AxonServerAddress(servers, "default", "wrong", false, null)))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("refuses the token")
          .hasMessageNotContaining("wrong");
      nodes
          .start(new AxonServerAddress(servers, "default", "right", false, null), Role.COMMAND)
          .client()
          .get("/health/ready")
          .is(200);
    }
  }
}
