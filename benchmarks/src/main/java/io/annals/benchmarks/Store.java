package io.annals.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** The database of a server under test, and the same product again for the yardsticks. */
interface Store extends AutoCloseable {
  /** As {@code --store} takes it. */
  String option();

  /** For the head of a column. */
  String title();

  /** What the server needs in its environment to find the database. */
  Map<String, String> environment();

  /** A connection of plain JDBC to the server's events. */
  Connection events() throws SQLException;

  /**
   * A connection of plain JDBC to an empty table of events of the same shape, as durable as the
   * server's own. All connections are to the same table.
   */
  Connection yardstick() throws SQLException;

  /** Whether only one connection can write at a time, so that threads have to share it. */
  boolean singleWriter();

  /** Bytes on disk of all events, with indexes; while no server runs. */
  long eventBytes();

  /** Bytes on disk of all views, with indexes; while no server runs. */
  long viewBytes();

  /**
   * A part of what is on disk.
   *
   * @param name for a line of a table
   */
  record Part(String name, long bytes) {
    /** The name of a table's part. */
    static String of(String schema, String table, boolean index) {
      String kind = index ? ", indexes" : ", rows";
      return switch (schema) {
        case "events" -> table.equals("events") ? "events" + kind : "events, snapshots and others";
        case "views" -> table.equals("history") ? "history" + kind : "other views";
        case "log" -> "signed log";
        default -> schema;
      };
    }
  }

  /** Everything on disk but code and keys, by parts; while no server runs. */
  List<Part> parts();

  /** Characters of payload and metadata of all events. */
  default long contentBytes() {
    try (Connection connection = events();
        Statement statement = connection.createStatement();
        ResultSet sum =
            statement.executeQuery("SELECT SUM(LENGTH(payload) + LENGTH(metadata)) FROM events")) {
      sum.next();
      return sum.getLong(1);
    } catch (SQLException e) {
      throw new MeasurementException("The events cannot be read.", e);
    }
  }

  /** CPU seconds that the database used in processes of its own until now. */
  double cpuSeconds();

  /** Bytes that the database wrote to its write-ahead log until now, 0 where it tells none. */
  long logBytes();

  /** Throws the views away; while no server runs. */
  void dropViews();

  @Override
  void close();

  /** The store of this name, its files in the folder. */
  static Store open(String option, Path folder) {
    return switch (option) {
      case "sqlite" -> new SqliteStore(folder);
      case "postgres" -> new PostgresStore(folder);
      default -> throw new IllegalArgumentException("No store is called " + option + ".");
    };
  }
}
