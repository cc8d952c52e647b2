package io.annals.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The yardstick of replaying: reads every column of every event in order, and nothing else. */
final class Scan {
  private static final int COLUMNS = 10;

  /**
   * What was read.
   *
   * @param events how many
   * @param characters of all columns; it keeps the reading from being left out
   */
  record Result(long events, long characters, double seconds) {
    double perSecond() {
      return events / seconds;
    }
  }

  private Scan() {}

  static Result of(Store store) throws SQLException {
    try (Connection connection = store.events()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(1_000);
        long start = System.nanoTime();
        long events = 0;
        long characters = 0;
        try (ResultSet row = statement.executeQuery("SELECT * FROM events ORDER BY position")) {
          while (row.next()) {
            for (int column = 1; column <= COLUMNS; column++) {
              String text = row.getString(column);
              characters += text == null ? 0 : text.length();
            }
            events++;
          }
        }
        return new Result(events, characters, (System.nanoTime() - start) / 1e9);
      }
    }
  }
}
