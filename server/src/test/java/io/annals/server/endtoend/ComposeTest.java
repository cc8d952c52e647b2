package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.annals.dialect.yandex.proto.functions.GetFunctionRequest;
import io.annals.server.endtoend.NativeClient.Answer;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three equal nodes that {@code docker compose --profile postgres up} starts, behind the proxy
 * of the same file where this machine has its program.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeTest {
  private static final int HEALTHY = 0;
  private static final int UNHEALTHY = 1;

  /** What the load has done before the next thing befalls it. */
  private static final int STEPS = 30;

  @TempDir static Path folder;

  private static Composition nodes;

  @BeforeAll
  static void up() throws Exception {
    nodes = new Composition("postgres").up();
    for (String node : nodes.nodes()) {
      Awaitility.await(node + " healthy")
          .atMost(Duration.ofSeconds(150))
          .until(() -> nodes.health(node) == HEALTHY);
    }
  }

  @AfterAll
  static void down() throws IOException {
    if (nodes != null) {
      nodes.close();
    }
  }

  @Test
  @Order(1)
  void whatOneNodeHasDoneEveryOtherShows() {
    NativeClient first = nodes.client("node1");
    String id = first.create(Map.of("name", "shared")).path("id").asString();

    for (String node : List.of("node2", "node3")) {
      assertThat(nodes.client(node).get("/v1/functions/shared").is(200).text("id")).isEqualTo(id);
    }
    String change =
        nodes
            .client("node2")
            .visible(
                nodes
                    .client("node2")
                    .call("PATCH", "/v1/functions/shared")
                    .json(Map.of("description", "by node2")))
            .path("id")
            .asString();
    assertThat(nodes.client("node3").await(change).path("response").path("description").asString())
        .isEqualTo("by node2");
    first.get("/v1/functions/shared").is(200);
    new NativeClient(nodes.process("node1").port(), "another key").get("/v1/functions").is(401);
  }

  @Test
  @Order(2)
  void aNodeKeepsNothingThatItWouldMiss() throws IOException {
    for (String node : nodes.nodes()) {
      try (Stream<Path> files = Files.list(nodes.data(node))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .as("files of %s", node)
            .containsExactlyInAnyOrder("annals.lock", "root.key");
      }
    }
  }

  @Test
  @Order(3)
  void clientsOfTheProxyGoOnWhenNodesGo() throws Exception {
    Optional<Path> program = ProxyProcess.program();
    assumeTrue(program.isPresent(), "no haproxy on this machine; CI installs one");
    Map<String, String> addresses = new HashMap<>();
    for (String node : nodes.nodes()) {
      addresses.put(node + ":8080", "127.0.0.1:" + nodes.process(node).port());
      addresses.put(node + ":9090", "127.0.0.1:" + nodes.process(node).grpcPort());
    }
    try (ProxyProcess proxy = ProxyProcess.start(program.get(), folder, addresses)) {
      proxy.awaitReady();
      NativeClient client = new NativeClient(proxy.port(0), nodes.rootKey());
      String id = client.create(Map.of("name", "proxied")).path("id").asString();
      try (YandexClient grpc = new YandexClient(proxy.port(1), nodes.rootKey())) {
        requireServedOverGrpc(grpc, id);
        AtomicInteger changes = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        try (Threads load = Threads.start(load(client, changes, over))) {
          await(changes, "at first");
          nodes.process("node1").terminate();
          assertThat(nodes.process("node1").exit(Duration.ofSeconds(30)))
              .isEqualTo(AnnalsProcess.TERMINATED);
          await(changes, "without node1");
          nodes.process("node2").kill();
          await(changes, "with node3 alone");
          over.set(true);
          load.results();
        } finally {
          over.set(true);
        }
        requireServedOverGrpc(grpc, id);
      }
      assertThat(nodes.health("node2")).as("health of a node that is gone").isEqualTo(UNHEALTHY);
    }
  }

  private static void requireServedOverGrpc(YandexClient grpc, String id) {
    assertThat(
            HealthGrpc.newBlockingStub(grpc.channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    assertThat(
            grpc.functions.get(GetFunctionRequest.newBuilder().setFunctionId(id).build()).getName())
        .isEqualTo("proxied");
  }

  /** Clients that change a function of their own and read what they have written. */
  private static List<Callable<Void>> load(
      NativeClient client, AtomicInteger changes, AtomicBoolean over) {
    List<Callable<Void>> clients = new ArrayList<>();
    for (String name : List.of("load1", "load2")) {
      client.create(Map.of("name", name));
      clients.add(
          () -> {
            for (int n = 1; !over.get(); n++) {
              change(client, name, name + "-" + n);
              changes.incrementAndGet();
            }
            return null;
          });
    }
    return clients;
  }

  private static void change(NativeClient client, String name, String mark) {
    Change change =
        new Change(
            "PATCH",
            "/v1/functions/" + name,
            Map.of("description", mark),
            "key-" + mark,
            "wait=30",
            mark);
    Answer answer = sent(change, client).ok();
    if (answer.status() == 202) {
      // A node that stops waits for nothing any more.
      String operation = "/v1/operations/" + answer.text("id");
      Awaitility.await(operation)
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(20))
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> client.get(operation).json().path("done").asBoolean());
    }
    Change look = new Change("GET", "/v1/functions/" + name, null, null, null, null);
    assertThat(sent(look, client).is(200).text("description")).isEqualTo(mark);
  }

  /**
   * Sends what may be sent again until it is answered: a node that is killed takes answers along.
   */
  private static Answer sent(Change change, NativeClient client) {
    List<Answer> answers = new ArrayList<>();
    Awaitility.await(change.path())
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try {
                answers.add(change.send(client));
              } catch (IOException e) {
                return false;
              }
              return answers.get(answers.size() - 1).status() < 500;
            });
    return answers.get(answers.size() - 1);
  }

  private static void await(AtomicInteger changes, String when) {
    int enough = changes.get() + STEPS;
    Awaitility.await("changes " + when)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> changes.get() >= enough);
  }
}
