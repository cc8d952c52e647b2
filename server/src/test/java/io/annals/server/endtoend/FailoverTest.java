package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The primary PostgreSQL dies and its standby takes its place at another address. The registry
 * knows both from the start, is told nothing, and loses nothing.
 */
class FailoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final Journal journal = new Journal();

  @Test
  void theRegistryGoesOnWithTheStandbyThatWasPromoted() throws Exception {
    try (PrimaryAndStandby database = PrimaryAndStandby.in(folder);
        Place place =
            new Place(
                Files.createDirectory(folder.resolve("node")),
                Store.POSTGRES,
                database.addresses());
        RunningServer node = RunningServer.at(place)) {
      NativeClient client = node.client();
      List<String> functions = SteadyLoad.functions(client, journal, 4);
      try (SteadyLoad load = SteadyLoad.on(client, functions, 6, journal)) {
        Awaitility.await("load").atMost(PATIENCE).until(() -> load.accepted() > 100);

        database.loseThePrimary();
        Awaitility.await("refusals").atMost(PATIENCE).until(() -> load.refused() > 8);
        Awaitility.await("not ready")
            .atMost(PATIENCE)
            .until(() -> client.get("/health/ready").status() == 503);

        database.promote();
        long promoted = System.nanoTime();
        Awaitility.await("ready with the other server")
            .atMost(PATIENCE)
            .until(() -> client.get("/health/ready").status() == 200);
        int enough = load.accepted() + 50;
        Awaitility.await("updates again").atMost(PATIENCE).until(() -> load.accepted() > enough);
        Duration taken = Duration.ofNanos(System.nanoTime() - promoted);
        System.out.printf("%d ms from the promotion to fifty updates%n", taken.toMillis());
        assertThat(taken).isLessThan(Duration.ofSeconds(15));
        load.stop();
      }
      journal.checkNews(client);
      journal.checkAll(client);
    }
  }
}
