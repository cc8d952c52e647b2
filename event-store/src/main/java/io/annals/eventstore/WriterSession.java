package io.annals.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The connection that appends, with its statements prepared once. Confined to the writer thread.
 */
final class WriterSession {
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  WriterSession(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /**
   * The statement for this SQL, prepared at its first use and kept; the caller does not close it.
   */
  PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }
}
