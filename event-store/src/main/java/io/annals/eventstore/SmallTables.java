package io.annals.eventstore;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statements on the tables beside the events that are small and rarely used. Each is a transaction
 * of its own; a failure is a {@link ProblemType#UNAVAILABLE}.
 */
final class SmallTables {
  private static final Logger log = LoggerFactory.getLogger(SmallTables.class);

  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  private final DataSource source;
  private final String what;

  /**
   * @param what they hold, for the sentence that says that it cannot be reached
   */
  SmallTables(DataSource source, String what) {
    this.source = source;
    this.what = what;
  }

  /** Executes a change and says how many rows it touched. */
  int change(String sql, @Nullable Object... arguments) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, arguments);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /** All rows that a query finds. */
  <T> List<T> find(String sql, Row<T> reader, @Nullable Object... arguments) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, arguments);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> found = new ArrayList<>();
        while (rows.next()) {
          found.add(reader.of(rows));
        }
        return found;
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
  }

  private ProblemException unavailable(SQLException cause) {
    log.warn("{} cannot be reached: {}", what, cause.getMessage());
    return ProblemException.temporary(
        ProblemType.UNAVAILABLE,
        what + " cannot be reached just now. Send the request again.",
        Duration.ofSeconds(1),
        cause);
  }
}
