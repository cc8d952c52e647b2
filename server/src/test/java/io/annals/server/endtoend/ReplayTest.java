package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.query.database.ViewDatabase;
import io.annals.server.ServerSettings.Store;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Views that are built anew while the registry serves are the same, and nobody notices. */
class ReplayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final Servers SERVERS = new Servers();

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aReplayWhileWritesGoOnEndsInTheSameBytes(Store store) {
    RunningServer server = SERVERS.on(store);
    NativeClient client = server.client();
    Journal journal = new Journal();
    List<String> shared = SteadyLoad.functions(client, journal, 3);
    makeHistory(client, journal, shared);
    List<String> before = dump(server);

    replay(server);
    assertThat(dump(server)).as("views after a replay at rest").isEqualTo(before);

    Watcher watcher = new Watcher(client, shared);
    try (SteadyLoad load = SteadyLoad.on(client, shared, 4, journal);
        Threads watching = Threads.start(List.of(watcher, watcher))) {
      Awaitility.await("load").atMost(PATIENCE).until(() -> load.accepted() > 100);
      for (int i = 0; i < 3; i++) {
        replay(server);
      }
      int enough = load.accepted() + 100;
      Awaitility.await("load").atMost(PATIENCE).until(() -> load.accepted() > enough);
      load.stop();
      watcher.enough = true;
      watching.results();
    }
    assertThat(watcher.looks.get()).as("looks of the readers").isPositive();
    journal.checkNews(client);
    journal.checkAll(client);
    List<String> after = dump(server);

    replay(server);
    assertThat(dump(server)).as("views after one more replay").isEqualTo(after);
    journal.checkAll(client);
  }

  private static void makeHistory(NativeClient client, Journal journal, List<String> shared) {
    List<Callable<Void>> works =
        IntStream.range(0, 4)
            .<Callable<Void>>mapToObj(
                i ->
                    () -> {
                      new BusyClient("history" + i, i, journal, shared).work(client, 150);
                      return null;
                    })
            .toList();
    try (Threads threads = Threads.start(works)) {
      threads.results();
    }
    journal.checkNews(client);
  }

  private static JsonNode replay(RunningServer server) {
    return server.client().replay();
  }

  /** Looks again and again whether what was there is there, complete and never older. */
  private static final class Watcher implements Callable<Void> {
    private final NativeClient client;
    private final List<String> functions;
    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean enough;

    Watcher(NativeClient client, List<String> functions) {
      this.client = client;
      this.functions = functions;
    }

    @Override
    public Void call() {
      Map<String, Long> seen = new HashMap<>();
      while (!enough) {
        for (String id : functions) {
          long version = client.get("/v1/functions/" + id).is(200).number("version");
          assertThat(version).as(id).isGreaterThanOrEqualTo(seen.getOrDefault(id, 1L));
          seen.put(id, version);
          JsonNode versions =
              client
                  .get("/v1/functions/" + id + "/versions?orderBy=version&pageSize=5")
                  .is(200)
                  .json()
                  .path("versions");
          for (int n = 1; n <= Math.min(5, version); n++) {
            assertThat(versions.path(n - 1).path("version").asLong()).as(id).isEqualTo(n);
          }
          assertThat(client.get("/v1/functions?pageSize=1000").is(200).json().path("functions"))
              .extracting(function -> function.path("id").asString())
              .containsAll(functions);
        }
        looks.incrementAndGet();
      }
      return null;
    }
  }

  private static List<String> dump(RunningServer server) {
    return Views.dump(server.part(ViewDatabase.class));
  }
}
