package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL and its standby, to which every commit is sent before it is answered. The standby is
 * made of a copy of the primary's folder, as the embedded server brings no tool for it.
 */
final class PrimaryAndStandby implements AutoCloseable {
  private final Path folder;
  private final EmbeddedPostgres primary;
  private final EmbeddedPostgres standby;

  private PrimaryAndStandby(Path folder, EmbeddedPostgres primary, EmbeddedPostgres standby) {
    this.folder = folder;
    this.primary = primary;
    this.standby = standby;
  }

  /** Starts both in a folder, and waits until the standby follows. */
  static PrimaryAndStandby in(Path folder) throws IOException {
    Path first = folder.resolve("primary");
    Path second = folder.resolve("standby");
    EmbeddedPostgres.Builder builder = at(first);
    int port;
    try (EmbeddedPostgres empty = builder.start()) {
      port = empty.getPort();
    }
    FileSystemUtils.copyRecursively(first, second);
    Files.setPosixFilePermissions(second, PosixFilePermissions.fromString("rwx------"));
    Files.createFile(second.resolve("standby.signal"));
    Files.writeString(
        second.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=localhost port=%d user=postgres'%n".formatted(port),
        StandardOpenOption.APPEND);
    EmbeddedPostgres primary =
        builder.setPort(port).setServerConfig("synchronous_standby_names", "*").start();
    try {
      EmbeddedPostgres standby = at(second).start();
      PrimaryAndStandby both = new PrimaryAndStandby(folder, primary, standby);
      Awaitility.await("the standby follows")
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  both.ask(
                          primary,
                          "SELECT count(*) FROM pg_stat_replication" + " WHERE sync_state = 'sync'")
                      .equals("1"));
      return both;
    } catch (IOException | RuntimeException e) {
      primary.close();
      throw e;
    }
  }

  private static EmbeddedPostgres.Builder at(Path data) {
    return TestPostgres.durable().setDataDirectory(data).setCleanDataDirectory(false);
  }

  /** Both, for whoever wants the primary one. */
  Postgres addresses() {
    String url =
        "jdbc:postgresql://localhost:%d,localhost:%d/postgres?targetServerType=primary"
            .formatted(primary.getPort(), standby.getPort());
    return new Postgres(url, "postgres", "postgres");
  }

  /** Ends the primary without any goodbye. */
  void loseThePrimary() throws IOException, InterruptedException {
    String pid = Files.readAllLines(folder.resolve("primary").resolve("postmaster.pid")).get(0);
    Process kill = new ProcessBuilder("kill", "-QUIT", pid.strip()).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }

  /** Makes the standby take writes. */
  void promote() {
    assertThat(ask(standby, "SELECT pg_promote()")).isEqualTo("t");
  }

  private String ask(EmbeddedPostgres server, String query) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      primary.close();
    } finally {
      standby.close();
    }
  }
}
