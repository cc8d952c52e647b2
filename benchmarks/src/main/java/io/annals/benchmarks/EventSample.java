package io.annals.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** An event of the run, of which the yardstick writes copies: rows of the same size. */
record EventSample(String type, String revision, String time, String payload, String metadata) {
  private static final String INSERT =
      "INSERT INTO events (position, aggregate_id, sequence, aggregate_type, event_id, type,"
          + " revision, time, payload, metadata) VALUES (?, ?, ?, 'Function', ?, ?, ?, ?, ?, ?)";

  /** The newest event. */
  static EventSample newest(Store store) throws SQLException {
    try (Connection connection = store.events();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT type, revision, time, payload, metadata FROM events"
                    + " ORDER BY position DESC LIMIT 1")) {
      row.next();
      return new EventSample(
          row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5));
    }
  }

  static PreparedStatement statement(Connection connection) throws SQLException {
    return connection.prepareStatement(INSERT);
  }

  /** Writes a copy under other keys. */
  void insert(PreparedStatement statement, long position, String aggregate, long sequence)
      throws SQLException {
    statement.setLong(1, position);
    statement.setString(2, aggregate);
    statement.setLong(3, sequence);
    statement.setString(4, UUID.randomUUID().toString());
    statement.setString(5, type);
    statement.setString(6, revision);
    statement.setString(7, time);
    statement.setString(8, payload);
    statement.setString(9, metadata);
    statement.executeUpdate();
  }
}
