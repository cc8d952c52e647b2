package io.annals.benchmarks;

import io.annals.eventstore.EventDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL of its own, as durable as an installed one. */
final class PostgresStore implements Store {
  private static final String USER = "postgres";
  private static final String EVENTS = "annals";
  private static final String VIEWS = "annals_views";

  private final EmbeddedPostgres postgres;

  PostgresStore(Path folder) {
    try {
      postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder.resolve("postgres"))
              .setCleanDataDirectory(true)
              // By default these are off here; the rest is what an installed server starts with.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("max_connections", "200")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start", e);
    }
    try (Connection connection = connect("postgres", "public")) {
      execute(connection, "CREATE DATABASE registry");
      execute(connection, "CREATE DATABASE yardstick");
    } catch (SQLException e) {
      throw new MeasurementException("The databases cannot be made.", e);
    }
    // For its schema only.
    EventDatabase.postgres(url("yardstick"), USER, USER).close();
  }

  @Override
  public String option() {
    return "postgres";
  }

  @Override
  public String title() {
    return "PostgreSQL";
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "ANNALS_POSTGRES_URL", url("registry"),
        "ANNALS_POSTGRES_USER", USER,
        "ANNALS_POSTGRES_PASSWORD", USER);
  }

  @Override
  public Connection events() throws SQLException {
    return connect("registry", EVENTS);
  }

  @Override
  public Connection yardstick() throws SQLException {
    return connect("yardstick", EVENTS);
  }

  @Override
  public boolean singleWriter() {
    return false;
  }

  @Override
  public long eventBytes() {
    return bytes(EVENTS);
  }

  @Override
  public long viewBytes() {
    return bytes(VIEWS);
  }

  @Override
  public void dropViews() {
    try (Connection connection = connect("registry", EVENTS)) {
      execute(connection, "DROP SCHEMA " + VIEWS + " CASCADE");
    } catch (SQLException e) {
      throw new MeasurementException("The views cannot be dropped.", e);
    }
  }

  @Override
  public List<Part> parts() {
    Map<String, Long> bytes = new LinkedHashMap<>();
    String sql =
        "SELECT n.nspname, c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid) FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'"
            + " AND n.nspname IN ('annals', 'annals_views', 'annals_log', 'annals_analytics')"
            + " ORDER BY 1, 2";
    try (Connection connection = connect("registry", EVENTS);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        String schema = row.getString(1).equals(EVENTS) ? "events" : row.getString(1).substring(7);
        bytes.merge(Part.of(schema, row.getString(2), false), row.getLong(3), Long::sum);
        bytes.merge(Part.of(schema, row.getString(2), true), row.getLong(4), Long::sum);
      }
    } catch (SQLException e) {
      throw new MeasurementException("The sizes cannot be read.", e);
    }
    return bytes.entrySet().stream().map(e -> new Part(e.getKey(), e.getValue())).toList();
  }

  /** Seconds of CPU that the server's processes used until now, as far as they live. */
  @Override
  public double cpuSeconds() {
    return Stream.concat(
                Stream.of(postgres.getProcess().toHandle()),
                postgres.getProcess().toHandle().descendants())
            .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
            .mapToLong(Duration::toNanos)
            .sum()
        / 1e9;
  }

  @Override
  public long logBytes() {
    try (Connection connection = connect("registry", "public");
        Statement statement = connection.createStatement();
        ResultSet bytes =
            statement.executeQuery("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")) {
      bytes.next();
      return bytes.getLong(1);
    } catch (SQLException e) {
      throw new MeasurementException("The write-ahead log tells no size.", e);
    }
  }

  private long bytes(String schema) {
    String sql =
        "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relkind = 'r' AND n.nspname = '"
            + schema
            + "'";
    try (Connection connection = connect("registry", EVENTS);
        Statement statement = connection.createStatement();
        ResultSet sum = statement.executeQuery(sql)) {
      sum.next();
      return sum.getLong(1);
    } catch (SQLException e) {
      throw new MeasurementException("The size of " + schema + " cannot be read.", e);
    }
  }

  private String url(String database) {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database;
  }

  private Connection connect(String database, String schema) throws SQLException {
    return DriverManager.getConnection(url(database) + "?currentSchema=" + schema, USER, USER);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
