package io.annals.benchmarks;

import io.annals.eventstore.EventDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** Files in the server's data folder. */
final class SqliteStore implements Store {
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");

  private final Path data;
  private final Path yardstick;

  SqliteStore(Path folder) {
    data = folder.resolve("data");
    yardstick = folder.resolve("yardstick");
    // For its schema only.
    EventDatabase.sqlite(yardstick).close();
  }

  @Override
  public String option() {
    return "sqlite";
  }

  @Override
  public String title() {
    return "SQLite";
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public Connection events() throws SQLException {
    return connect(data);
  }

  @Override
  public Connection yardstick() throws SQLException {
    return connect(yardstick);
  }

  private static Connection connect(Path folder) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enableFullSync(true);
    config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
    config.setBusyTimeout(5_000);
    return config.createConnection("jdbc:sqlite:" + folder.resolve("events.db"));
  }

  @Override
  public boolean singleWriter() {
    return true;
  }

  @Override
  public long eventBytes() {
    return bytes("events.db");
  }

  @Override
  public long viewBytes() {
    return bytes("views.db");
  }

  @Override
  public void dropViews() {
    for (String suffix : SUFFIXES) {
      try {
        Files.deleteIfExists(data.resolve("views.db" + suffix));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private long bytes(String file) {
    long sum = 0;
    for (String suffix : SUFFIXES) {
      try {
        Path part = data.resolve(file + suffix);
        sum += Files.exists(part) ? Files.size(part) : 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sum;
  }

  @Override
  public void close() {}
}
