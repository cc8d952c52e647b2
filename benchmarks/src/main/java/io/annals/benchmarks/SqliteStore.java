package io.annals.benchmarks;

import io.annals.eventstore.EventDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** Files in the server's data folder. */
final class SqliteStore implements Store {
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");

  private static final String EVENTS = "events.db";

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
    return connect(data, EVENTS);
  }

  @Override
  public Connection yardstick() throws SQLException {
    return connect(yardstick, EVENTS);
  }

  private static Connection connect(Path folder, String file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enableFullSync(true);
    config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
    config.setBusyTimeout(5_000);
    return config.createConnection("jdbc:sqlite:" + folder.resolve(file));
  }

  @Override
  public boolean singleWriter() {
    return true;
  }

  @Override
  public long eventBytes() {
    return bytes(EVENTS);
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

  @Override
  public List<Part> parts() {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (String schema : List.of("events", "views", "log", "analytics")) {
      // dbstat tells the pages of each table and index.
      String sql =
          "SELECT m.tbl_name, m.type = 'index', SUM(d.pgsize) FROM dbstat d"
              + " JOIN sqlite_master m ON m.name = d.name GROUP BY 1, 2 ORDER BY 1, 2";
      try (Connection connection = connect(data, schema + ".db");
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          String name = Part.of(schema, row.getString(1), row.getBoolean(2));
          bytes.merge(name, row.getLong(3), Long::sum);
        }
      } catch (SQLException e) {
        throw new MeasurementException("The size of " + schema + " cannot be read.", e);
      }
    }
    return bytes.entrySet().stream().map(e -> new Part(e.getKey(), e.getValue())).toList();
  }

  /** All work is done in the server's process. */
  @Override
  public double cpuSeconds() {
    return 0;
  }

  @Override
  public long logBytes() {
    return 0;
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
