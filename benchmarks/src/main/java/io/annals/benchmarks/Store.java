package io.annals.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
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
