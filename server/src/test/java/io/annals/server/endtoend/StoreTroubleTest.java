package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that fails: said to clients and to the readiness probe, and recovered from alone. */
class StoreTroubleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Journal journal = new Journal();

  @Test
  void aLockedFileIsSaidAndOutlived() throws Exception {
    try (Place place = Place.fresh(Store.SQLITE);
        RunningServer server = RunningServer.at(place)) {
      NativeClient client = server.client();
      List<String> functions = SteadyLoad.functions(client, journal, 4);
      try (SteadyLoad load = SteadyLoad.on(client, functions, 8, journal)) {
        Awaitility.await().atMost(PATIENCE).until(() -> load.accepted() > 50);
        try (Connection other = place.openEvents();
            Statement statement = other.createStatement()) {
          statement.execute("PRAGMA busy_timeout = 5000");
          statement.execute("BEGIN EXCLUSIVE");

          Awaitility.await("refusals").atMost(PATIENCE).until(() -> load.refused() > 8);
          requireTrouble(client, functions);

          statement.execute("ROLLBACK");
        }
        requireRecovery(client, load);
      }
    }
  }

  @Test
  void aFullDiskIsSaidAndOutlived(@TempDir Path folder) throws Exception {
    assumeTrue(mounted(folder), "a small file system can be mounted");
    try (Place place =
            new Place(Files.createDirectory(folder.resolve("data")), Store.SQLITE, null);
        RunningServer server = RunningServer.at(place)) {
      NativeClient client = server.client();
      List<String> functions = SteadyLoad.functions(client, journal, 4);
      try (SteadyLoad load = SteadyLoad.on(client, functions, 4, journal)) {
        Awaitility.await().atMost(PATIENCE).until(() -> load.accepted() > 50);
        Path ballast = folder.resolve("ballast");
        fill(ballast);

        Awaitility.await("refusals").atMost(PATIENCE).until(() -> load.refused() > 8);
        requireTrouble(client, functions);

        Files.delete(ballast);
        requireRecovery(client, load);
      }
    } finally {
      run("umount", "-l", folder.toString());
    }
  }

  @Test
  void aPostgresThatStopsAndComesBackIsSaidAndOutlived(@TempDir Path folder) throws Exception {
    EmbeddedPostgres.Builder builder =
        TestPostgres.durable().setDataDirectory(folder).setCleanDataDirectory(false);
    EmbeddedPostgres database = builder.start();
    builder.setPort(database.getPort());
    try (Place place =
            new Place(
                Files.createTempDirectory("annals-trouble"),
                Store.POSTGRES,
                TestPostgres.at(database, "postgres"));
        RunningServer server = RunningServer.at(place)) {
      NativeClient client = server.client();
      List<String> functions = SteadyLoad.functions(client, journal, 4);
      try (SteadyLoad load = SteadyLoad.on(client, functions, 8, journal)) {
        Awaitility.await().atMost(PATIENCE).until(() -> load.accepted() > 50);

        database.close();
        Awaitility.await("refusals").atMost(PATIENCE).until(() -> load.refused() > 8);
        Awaitility.await("not ready")
            .atMost(PATIENCE)
            .until(() -> client.get("/health/ready").status() == 503);
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        assertThat(client.get("/v1/functions/" + functions.get(0)).status()).isIn(200, 503);

        database = builder.start();
        requireRecovery(client, load);
      }
    } finally {
      database.close();
    }
  }

  @Test
  void connectionsThatPostgresEndsUnderLoadCostNothingThatWasAcknowledged() throws Exception {
    try (Place place = Place.fresh(Store.POSTGRES);
        RunningServer server = RunningServer.at(place)) {
      NativeClient client = server.client();
      List<String> functions = SteadyLoad.functions(client, journal, 4);
      try (SteadyLoad load = SteadyLoad.on(client, functions, 8, journal)) {
        for (int i = 1; i <= 5; i++) {
          int enough = load.accepted() + 50;
          Awaitility.await("load").atMost(PATIENCE).until(() -> load.accepted() > enough);
          place.events(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        requireRecovery(client, load);
      }
    }
  }

  private static void requireTrouble(NativeClient client, List<String> functions) {
    Awaitility.await("not ready")
        .atMost(PATIENCE)
        .until(() -> client.get("/health/ready").status() == 503);
    Answer refusal =
        client.patch("/v1/functions/" + functions.get(0), Map.of("labels", Map.of("a", "b")));
    assertThat(refusal.status()).as(refusal.toString()).isEqualTo(503);
    assertThat(refusal.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refusal.header("Retry-After")).matches("\\d+");
    assertThat(refusal.text("type")).isEqualTo("/problems/unavailable");
    assertThat(refusal.text("code")).isEqualTo("UNAVAILABLE");
    assertThat(refusal.text("detail"))
        .hasSizeGreaterThan(15)
        .doesNotContain("Exception", "[SQLITE");
    assertThat(client.get("/health/live").status()).isEqualTo(200);
    for (String function : functions) {
      client.get("/v1/functions/" + function).is(200);
      client.get("/v1/functions/" + function + "/versions").is(200);
    }
    client.get("/v1/operations").is(200);
  }

  /** Ready again, and taking updates, without anybody's help; and nothing promised was lost. */
  private void requireRecovery(NativeClient client, SteadyLoad load) {
    Awaitility.await("ready again")
        .atMost(PATIENCE)
        .until(() -> client.get("/health/ready").status() == 200);
    int enough = load.accepted() + 50;
    Awaitility.await("updates again").atMost(PATIENCE).until(() -> load.accepted() > enough);
    load.stop();
    journal.checkNews(client);
    journal.checkAll(client);
  }

  private static boolean mounted(Path folder) throws IOException {
    return run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", folder.toString());
  }

  private static boolean run(String... command) throws IOException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Writes until there is no room. */
  private static void fill(Path file) throws IOException {
    for (int size = 1 << 20; size > 0; size /= 16) {
      byte[] block = new byte[size];
      try (OutputStream out =
          Files.newOutputStream(
              file,
              java.nio.file.StandardOpenOption.CREATE,
              java.nio.file.StandardOpenOption.APPEND)) {
        while (true) {
          out.write(block);
        }
      } catch (IOException full) {
        // Smaller blocks may still fit.
      }
    }
  }
}
