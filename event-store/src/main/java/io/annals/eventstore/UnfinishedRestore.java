package io.annals.eventstore;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The mark of a store that does not hold all yet that is to be restored into it: a table beside the
 * events that is there for as long. Whoever is to serve, or to copy, what the store holds must look
 * for it.
 */
final class UnfinishedRestore {
  /** What is the matter with a store that bears the mark, to stand after a colon. */
  static final String SENTENCE =
      "a restore into it was begun and is not finished. Run 'annals restore' again, or begin anew"
          + " with an empty one.";

  private static final String TABLE = "unfinished_restore";

  private UnfinishedRestore() {}

  static boolean isMarked(DataSource events) throws SQLException {
    try (Connection connection = events.getConnection()) {
      return isMarked(connection);
    }
  }

  static boolean isMarked(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, connection.getSchema(), TABLE, null)) {
      return tables.next();
    }
  }

  static void mark(Connection connection) throws SQLException {
    execute(connection, "CREATE TABLE IF NOT EXISTS " + TABLE + " (begin_time TEXT)");
  }

  static void unmark(Connection connection) throws SQLException {
    execute(connection, "DROP TABLE " + TABLE);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
