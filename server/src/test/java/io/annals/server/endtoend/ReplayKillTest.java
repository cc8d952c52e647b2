package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Kills the process of a registry while it replays its views again and again. {@code
 * -Dannals.kill.rounds=20} sets how often, {@code -Dannals.kill.seed=N} brings an earlier run's
 * choices back.
 */
class ReplayKillTest {
  private static final int ROUNDS = Integer.getInteger("annals.kill.rounds", 1);
  private static final long SEED = Long.getLong("annals.kill.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_REPLAYS = 4;

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void servesWholeViewsAfterAKillAtAnyMomentOfAReplay(Store store) throws Exception {
    Random random = new Random(SEED);
    Journal journal = new Journal();
    try (Place place = Place.fresh(store)) {
      List<String> functions = List.of();
      String begun = "";
      for (int round = 0; round <= ROUNDS; round++) {
        try (AnnalsProcess server = serving(place)) {
          NativeClient client = server.client();
          if (round == 0) {
            functions = SteadyLoad.functions(client, journal, 3);
          } else {
            requireOver(client, begun, store);
            journal.checkNews(client);
            assertThat(client.replay().path("response").path("position").asLong()).isPositive();
          }
          if (round == ROUNDS) {
            journal.checkAll(client);
            server.terminate();
            server.exit(PATIENCE);
            break;
          }
          begun = killWhileReplaying(server, client, functions, journal, random);
        }
      }
      List<String> served = Views.dump(place);
      place.deleteViews();
      try (AnnalsProcess server = AnnalsProcess.serving(place)) {
        NativeClient client = server.client();
        Awaitility.await("the views")
            .atMost(PATIENCE)
            .until(() -> client.get("/health/ready").status() == 200);
        server.terminate();
        server.exit(PATIENCE);
      }
      assertThat(Views.dump(place)).as("views made in one go, seed %d", SEED).isEqualTo(served);
    }
  }

  /** A node that does not wait long for the word of another. */
  private static AnnalsProcess serving(Place place) {
    Map<String, String> environment = new HashMap<>(place.environment());
    environment.put("ANNALS_JOBS_SILENCE", "2s");
    List<String> words = new ArrayList<>(List.of("serve"));
    words.addAll(place.arguments());
    return AnnalsProcess.of(environment, words.toArray(String[]::new));
  }

  /** Answers with the operation of the last replay that was begun. */
  private static String killWhileReplaying(
      AnnalsProcess server,
      NativeClient client,
      List<String> functions,
      Journal journal,
      Random random) {
    AtomicInteger replays = new AtomicInteger();
    String[] last = {""};
    Callable<Void> replaying =
        () -> {
          while (true) {
            try {
              Answer begun = client.post("/v1/admin/projections/registry:replay");
              if (begun.status() == 202) {
                last[0] = begun.text("id");
                client.get("/v1/operations/" + last[0] + ":wait?timeout=30");
                replays.incrementAndGet();
              }
            } catch (java.io.UncheckedIOException e) {
              return null;
            }
          }
        };
    try (SteadyLoad load = SteadyLoad.on(client, functions, 3, journal);
        Threads threads = Threads.start(List.of(replaying))) {
      int enough = 1 + random.nextInt(MOST_REPLAYS);
      Awaitility.await("replays").atMost(PATIENCE).until(() -> replays.get() >= enough);
      // Any moment of the next one: they take some tens of milliseconds here.
      java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(200_000_000));
      server.kill();
      threads.results();
      load.stop();
    }
    return last[0];
  }

  private static void requireOver(NativeClient client, String operation, Store store) {
    Awaitility.await("the end of the replay")
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonNode found = client.get("/v1/operations/" + operation).is(200).json();
              return found.path("done").asBoolean();
            });
    JsonNode over = client.get("/v1/operations/" + operation).is(200).json();
    if (over.has("error")) {
      assertThat(over.path("error").path("code").asString()).isEqualTo("ABORTED");
    }
    assertThat(client.get("/v1/admin/projections/registry").is(200).text("state"))
        .as(store.name())
        .isEqualTo("SERVING");
  }
}
