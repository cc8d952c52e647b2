package io.annals.eventstore;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads of the tables, each in a short use of a pooled connection. They go on while the writer
 * writes, and see committed rows only. Thread-safe.
 *
 * <p>Every method throws {@link ProblemException} of type UNAVAILABLE when the database does not
 * answer.
 */
final class EventReader implements EventSource {
  /** How far the clocks of nodes may differ before a time is looked for in the wrong place. */
  private static final Duration CLOCKS_AGREE = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(EventReader.class);

  @FunctionalInterface
  private interface Query<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  private final StoreSql sql;
  private final DataSource pool;

  EventReader(EventDatabase database) {
    this.sql = database.sql();
    this.pool = database.readers();
  }

  /** The events after a position, in order; none only if there are none. */
  List<Positioned> pageAfter(long position) {
    return pageAfter(position, EventPages.SIZE);
  }

  @Override
  public List<Positioned> pageAfter(long position, int limit) {
    return query(
        StoreSql.READ_PAGE,
        statement -> {
          statement.setLong(1, position);
          statement.setInt(2, Math.min(limit, EventPages.SIZE));
          return rows(statement);
        });
  }

  /** The events of a stream from a sequence on, in order; none only if there are none. */
  List<Positioned> streamFrom(String aggregateId, long sequence) {
    return streamFrom(aggregateId, sequence, EventPages.SIZE);
  }

  @Override
  public List<Positioned> streamFrom(String aggregateId, long sequence, int limit) {
    return query(
        StoreSql.READ_STREAM,
        statement -> {
          statement.setString(1, aggregateId);
          statement.setLong(2, sequence);
          statement.setInt(3, Math.min(limit, EventPages.SIZE));
          return rows(statement);
        });
  }

  @Override
  public Stream<EventRow> wholeStream(String aggregateId, long sequence) {
    return EventPages.of(
            last -> streamFrom(aggregateId, last + 1),
            sequence - 1,
            found -> found.row().sequence())
        .map(Positioned::row);
  }

  @Override
  public Optional<EventRow> snapshot(String aggregateId) {
    return query(
        StoreSql.READ_SNAPSHOT,
        statement -> {
          statement.setString(1, aggregateId);
          try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(EventRow.read(row, 1)) : Optional.empty();
          }
        });
  }

  @Override
  public long head() {
    return query(StoreSql.HEAD, EventReader::number).orElse(0);
  }

  @Override
  public OptionalLong lastSequence(String aggregateId) {
    return query(
        StoreSql.LAST_SEQUENCE,
        statement -> {
          statement.setString(1, aggregateId);
          return number(statement);
        });
  }

  /**
   * The first position whose event happened at this time or later. There is no index on the time:
   * what surely happened before is passed over by halves, as times grow with positions but for the
   * clocks of several nodes.
   */
  @Override
  public OptionalLong firstAtOrAfter(Instant time) {
    long passed = lastBefore(time.minus(CLOCKS_AGREE));
    return query(
        StoreSql.FIRST_AT_OR_AFTER,
        statement -> {
          statement.setLong(1, passed);
          statement.setString(2, EventRow.format(time));
          return number(statement);
        });
  }

  private long lastBefore(Instant time) {
    long low = 0;
    long high = head();
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      OptionalLong before =
          query(
              StoreSql.IS_BEFORE,
              statement -> {
                statement.setLong(1, middle);
                statement.setString(2, EventRow.format(time));
                return number(statement);
              });
      if (before.isPresent()) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static OptionalLong number(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return OptionalLong.empty();
      }
      long value = row.getLong(1);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }

  private static List<Positioned> rows(PreparedStatement statement) throws SQLException {
    List<Positioned> rows = new ArrayList<>();
    long bytes = 0;
    try (ResultSet row = statement.executeQuery()) {
      while (bytes < EventPages.BYTES && row.next()) {
        EventRow event = EventRow.read(row, 2);
        rows.add(new Positioned(row.getLong(1), event));
        bytes += event.weight();
      }
    }
    return rows;
  }

  private <T> T query(String text, Query<T> query) {
    try {
      try {
        return once(text, query);
      } catch (SQLException e) {
        // The pool hands out a connection that died a moment ago without looking at it.
        if (sql.faultOf(e) != StoreSql.Fault.CONNECTION) {
          throw e;
        }
        return once(text, query);
      }
    } catch (SQLException e) {
      log.warn("Events could not be read: {}", e.getMessage());
      throw ProblemException.temporary(
          ProblemType.UNAVAILABLE,
          "Events cannot be read just now. Send the request again.",
          Duration.ofSeconds(1),
          e);
    }
  }

  private <T> T once(String text, Query<T> query) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(text)) {
      return query.run(statement);
    }
  }
}
