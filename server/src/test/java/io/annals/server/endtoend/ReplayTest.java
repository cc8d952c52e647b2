package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.query.QuerySide;
import io.annals.query.database.ViewDatabase;
import io.annals.server.ServerSettings.Store;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Views that are thrown away while the registry runs come back the same. */
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

    try (SteadyLoad load = SteadyLoad.on(client, shared, 4, journal)) {
      Awaitility.await("load").atMost(PATIENCE).until(() -> load.accepted() > 100);
      replay(server);
      int enough = load.accepted() + 100;
      Awaitility.await("load").atMost(PATIENCE).until(() -> load.accepted() > enough);
      load.stop();
    }
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

  private static void replay(RunningServer server) {
    QuerySide views = server.part(QuerySide.class);
    views.replay();
    Awaitility.await("replay")
        .atMost(PATIENCE)
        .until(() -> !views.isReplaying() && views.caughtUp());
  }

  private static List<String> dump(RunningServer server) {
    return Views.dump(server.part(ViewDatabase.class));
  }
}
