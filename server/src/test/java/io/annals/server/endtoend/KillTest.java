package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Kills the process of a registry under load, again and again, and looks whether it has kept what
 * it promised. {@code -Dannals.kill.rounds=20} sets how often, {@code -Dannals.kill.seed=N} brings
 * an earlier run's choices back.
 */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("annals.kill.rounds", 2);
  private static final long SEED = Long.getLong("annals.kill.seed", System.nanoTime());
  private static final int CLIENTS = 6;
  private static final int SHARED_FUNCTIONS = 3;
  private static final int MOST_CHANGES = 400;
  private static final Duration LONGEST_LOAD = Duration.ofSeconds(8);
  private static final int LONGEST_START_MILLIS = 3_000;

  private final Journal journal = new Journal();
  private final List<BusyClient> clients = new ArrayList<>();

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void keepsEveryAcknowledgedUpdateWhenItIsKilledUnderLoad(Store store) throws Exception {
    Random random = new Random(SEED);
    try (Place place = Place.fresh(store)) {
      for (int round = 1; round <= ROUNDS; round++) {
        if (random.nextInt(4) == 0) {
          killWhileStarting(place, random.nextInt(LONGEST_START_MILLIS));
        }
        int changes = random.nextInt(MOST_CHANGES);
        try (AnnalsProcess server = AnnalsProcess.serving(place)) {
          NativeClient client = server.client();
          prepare(client, random);
          check(client);
          killUnderLoad(server, client, changes);
        }
        requireDenseEvents(place);
        System.out.printf(
            "%s, round %d of %d, seed %d: %d changes acknowledged so far, %d never answered%n",
            store, round, ROUNDS, SEED, journal.acknowledgements(), journal.unanswered());
      }
      assertThat(journal.acknowledgements()).as("enough load to say anything").isPositive();
      try (AnnalsProcess server = AnnalsProcess.serving(place)) {
        NativeClient client = server.client();
        check(client);
        journal.checkAll(client);
        String last = create(client, "last").path("id").asString();
        client.await(last);
        stop(server);
        requireViewsOfAReplay(place, last);
      }
    }
  }

  private void prepare(NativeClient client, Random random) throws IOException {
    if (!clients.isEmpty()) {
      return;
    }
    List<String> shared = new ArrayList<>();
    for (int i = 0; i < SHARED_FUNCTIONS; i++) {
      shared.add(create(client, "shared-" + i).path("metadata").path("functionId").asString());
    }
    IntStream.range(0, CLIENTS)
        .forEach(
            i -> clients.add(new BusyClient("client" + i, random.nextLong(), journal, shared)));
  }

  /** Creates a function and answers with the operation. */
  private JsonNode create(NativeClient client, String mark) throws IOException {
    Change creation =
        new Change(
            "POST", "/v1/functions", Map.of("name", mark, "description", mark), null, null, mark);
    Answer answer = creation.send(client);
    journal.acknowledge(creation, answer);
    return answer.json();
  }

  /** Sends again what was not answered, then looks at everything that was promised. */
  private void check(NativeClient client) {
    allClients(busy -> busy.retry(client));
    allClients(busy -> journal.checkNews(client));
    allClients(busy -> busy.check(client));
  }

  private void killUnderLoad(AnnalsProcess server, NativeClient client, int changes) {
    int enough = journal.acknowledgements() + changes;
    long end = System.nanoTime() + LONGEST_LOAD.toNanos();
    List<Callable<Void>> works = new ArrayList<>();
    for (BusyClient busy : clients) {
      works.add(
          () -> {
            busy.work(client, Integer.MAX_VALUE);
            return null;
          });
    }
    try (Threads load = Threads.start(works)) {
      Awaitility.await("load")
          .pollInterval(Duration.ofMillis(1))
          .atMost(LONGEST_LOAD.multipliedBy(2))
          .until(() -> journal.acknowledgements() >= enough || System.nanoTime() > end);
      server.kill();
      load.results();
    }
  }

  private static void killWhileStarting(Place place, int moment) {
    try (AnnalsProcess server = AnnalsProcess.serving(place)) {
      long end = System.nanoTime() + Duration.ofMillis(moment).toNanos();
      Awaitility.await("the moment of the kill")
          .pollInterval(Duration.ofMillis(1))
          .until(() -> System.nanoTime() > end);
      server.kill();
    }
  }

  private static void stop(AnnalsProcess server) {
    server.terminate();
    assertThat(server.exit(Duration.ofSeconds(20))).isIn(0, AnnalsProcess.TERMINATED);
  }

  private static void requireDenseEvents(Place place) throws SQLException {
    assertThat(place.events("SELECT COUNT(*) - MAX(position), MIN(position) FROM events"))
        .as("positions without a gap, from 1")
        .containsExactly("0 1");
    assertThat(
            place.events(
                "SELECT aggregate_id, COUNT(*), MIN(sequence), MAX(sequence) FROM events"
                    + " GROUP BY aggregate_id"
                    + " HAVING COUNT(*) <> MAX(sequence) + 1 OR MIN(sequence) <> 0"))
        .as("streams with a gap")
        .isEmpty();
  }

  private void requireViewsOfAReplay(Place place, String lastOperation)
      throws IOException, SQLException {
    List<String> grown = Views.dump(place);
    place.deleteViews();
    try (AnnalsProcess server = AnnalsProcess.serving(place)) {
      NativeClient client = server.client();
      client.await(lastOperation);
      check(client);
      journal.checkAll(client);
      stop(server);
    }
    assertThat(Views.dump(place)).as("views made anew").isEqualTo(grown);
  }

  private void allClients(Step step) {
    List<Callable<Void>> works = new ArrayList<>();
    for (BusyClient busy : clients) {
      works.add(
          () -> {
            step.take(busy);
            return null;
          });
    }
    try (Threads threads = Threads.start(works)) {
      threads.results();
    }
  }

  /** One thing that each client does. */
  private interface Step {
    void take(BusyClient client) throws IOException;
  }
}
