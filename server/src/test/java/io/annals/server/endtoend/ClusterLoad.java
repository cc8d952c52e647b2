package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.endtoend.Cluster.Node;
import io.annals.server.endtoend.NativeClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Clients that change functions through all nodes of a cluster, with idempotency keys and If-Match,
 * whatever befalls the nodes; and what has to be true of it afterwards.
 */
final class ClusterLoad implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int CONTESTED = 2;

  /** Acknowledgements that show that the nodes work. */
  private static final int STEPS = 25;

  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final long seed;
  private final Journal journal = new Journal();
  private final AtomicBoolean over = new AtomicBoolean();

  /** Versions of contested functions, each won by one client: function and version to mark. */
  private final Map<String, String> won = new ConcurrentHashMap<>();

  private final Threads threads;

  private ClusterLoad(Cluster cluster, long seed) throws IOException {
    this.cluster = cluster;
    this.seed = seed;
    Random random = new Random(seed);
    List<String> contested = new ArrayList<>();
    for (int i = 0; i < CONTESTED; i++) {
      contested.add(create(cluster.nodes().get(0).patient(), "contested-" + i));
    }
    List<Callable<Void>> loads = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      loads.add(new Client("client" + i, new Random(random.nextLong()), contested));
    }
    this.threads = Threads.start(loads);
  }

  /**
   * Starts it.
   *
   * @param seed of the clients' choices
   */
  static ClusterLoad on(Cluster cluster, long seed) throws IOException {
    return new ClusterLoad(cluster, seed);
  }

  private String create(NativeClient client, String mark) throws IOException {
    Change creation =
        new Change(
            "POST",
            "/v1/functions",
            Map.of("name", mark, "description", mark),
            "key-" + mark,
            "wait=30",
            mark);
    Answer answer = creation.send(client);
    journal.acknowledge(creation, answer);
    return answer.json().path("metadata").path("functionId").asString();
  }

  /** Waits until the nodes have done some more. */
  void progress(String when) {
    progress(when, STEPS, LONGEST_SILENCE);
  }

  /** The same, with so many acknowledgements within this time. */
  void progress(String when, int steps, Duration atMost) {
    int enough = journal.acknowledgements() + steps;
    Awaitility.await(when + ", seed " + seed)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> journal.acknowledgements() >= enough);
  }

  /** Ends it; fails if any answer was wrong. */
  void end() {
    over.set(true);
    threads.results();
  }

  /** What was done, in words. */
  @Override
  public String toString() {
    return "%d changes acknowledged, %d never answered"
        .formatted(journal.acknowledgements(), journal.unanswered());
  }

  /** Checks the promises P1 to P6 on every acknowledged change. The cluster is stopped after it. */
  void requireAllPromises() throws Exception {
    for (Node node : cluster.nodes()) {
      Awaitility.await("ready by itself")
          .atMost(LONGEST_SILENCE)
          .until(() -> node.client().get("/health/ready").status() == 200);
    }
    journal.checkNews(cluster.nodes().get(0).patient());
    List<String> shown = new ArrayList<>();
    for (Node node : cluster.nodes()) {
      journal.checkAll(node.patient());
      shown.add(node.patient().get("/v1/functions?pageSize=1000").is(200).text());
    }
    assertThat(shown).as("what the nodes show").containsOnly(shown.get(0));
    assertThat(cluster.place().events("SELECT COUNT(*) - MAX(position), MIN(position) FROM events"))
        .as("positions without a gap, from 1")
        .containsExactly("0 1");
    assertThat(
            cluster
                .place()
                .events(
                    "SELECT aggregate_id FROM events GROUP BY aggregate_id"
                        + " HAVING COUNT(*) <> MAX(sequence) + 1 OR MIN(sequence) <> 0"))
        .as("streams with a gap")
        .isEmpty();
    cluster.stop();
    List<String> grown = Views.dump(cluster.place());
    cluster.place().deleteViews();
    Node first = cluster.nodes().get(0);
    cluster.restart(first);
    Awaitility.await("views made anew")
        .atMost(LONGEST_SILENCE)
        .until(() -> first.client().get("/health/ready").status() == 200);
    cluster.nodes().get(0).process().terminate();
    cluster.nodes().get(0).process().exit(Duration.ofSeconds(30));
    assertThat(Views.dump(cluster.place())).as("views made anew").isEqualTo(grown);
  }

  @Override
  public void close() {
    over.set(true);
    threads.close();
  }

  /** Changes functions through whichever node answers, until all is over. */
  private final class Client implements Callable<Void> {
    private final String name;
    private final Random random;
    private final List<String> contested;
    private final List<String> own = new ArrayList<>();
    private int marks;

    Client(String name, Random random, List<String> contested) {
      this.name = name;
      this.random = random;
      this.contested = contested;
    }

    @Override
    public @Nullable Void call() throws IOException {
      while (!over.get()) {
        String mark = name + "-" + ++marks;
        if (own.isEmpty() || random.nextInt(20) == 0) {
          Answer created =
              insist(
                  change("POST", "/v1/functions", Map.of("name", mark, "description", mark), mark),
                  null);
          if (created != null) {
            own.add(created.json().path("metadata").path("functionId").asString());
          }
        } else if (random.nextInt(3) == 0) {
          contest(contested.get(random.nextInt(contested.size())), mark);
        } else {
          String id = own.get(random.nextInt(own.size()));
          insist(change("PATCH", "/v1/functions/" + id, Map.of("description", mark), mark), null);
        }
      }
      return null;
    }

    private Change change(String method, String path, Map<String, ?> body, String mark) {
      String prefer = random.nextBoolean() ? "wait=2" : null;
      return new Change(method, path, body, "key-" + mark, prefer, mark);
    }

    /** Builds on the state that some node shows; only one client may win with the same one. */
    private void contest(String id, String mark) throws IOException {
      String path = "/v1/functions/" + id;
      Answer read;
      try {
        read = cluster.anyone(random).client().call("GET", path).send();
      } catch (IOException gone) {
        return;
      }
      if (read.status() != 200) {
        return;
      }
      Answer answer =
          insist(change("PATCH", path, Map.of("description", mark), mark), read.header("ETag"));
      if (answer != null) {
        long version = answer.number("metadata.version");
        assertThat(version)
            .as("built on %s", read.header("ETag"))
            .isEqualTo(read.number("version") + 1);
        assertThat(won.put(id + " " + version, mark)).as("won twice").isNull();
      }
    }

    /** Sends to one node after another until it is answered; null where it was refused. */
    private @Nullable Answer insist(Change change, @Nullable String etag) {
      while (true) {
        Node node = cluster.anyone(random);
        Answer answer;
        try {
          answer = change.send(node.client(), etag);
        } catch (IOException gone) {
          if (over.get()) {
            journal.wonder(change);
            return null;
          }
          continue;
        }
        if (answer.status() == 412 && etag != null) {
          return null;
        }
        if (answer.status() == 503) {
          assertThat(answer.header("Retry-After")).as("%s", answer).isNotEmpty();
          continue;
        }
        journal.acknowledge(change, answer);
        requireVisible(answer.json());
        return answer;
      }
    }

    /** What is done is shown by every node that shows anything. */
    private void requireVisible(JsonNode operation) {
      if (!operation.path("done").asBoolean()) {
        return;
      }
      JsonNode about = operation.path("metadata");
      String path = "/v1/functions/" + about.path("functionId").asString();
      Answer read;
      try {
        read = cluster.anyone(random).client().call("GET", path).send();
      } catch (IOException gone) {
        return;
      }
      if (read.status() != 503) {
        assertThat(read.is(200).number("version"))
            .as("done is visible")
            .isGreaterThanOrEqualTo(about.path("version").asLong());
      }
    }
  }
}
