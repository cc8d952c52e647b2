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
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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
final class EventReader {
  /** Rows that one query fetches at most. */
  static final int PAGE = 1_000;

  /** Bytes after which a page ends, so that large events do not fill the memory. */
  static final long PAGE_BYTES = 16L << 20;

  /** How far the clocks of nodes may differ before a time is looked for in the wrong place. */
  private static final Duration CLOCKS_AGREE = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(EventReader.class);

  /** A row with its place among all. */
  record Positioned(long position, EventRow row) {}

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
    return pageAfter(position, PAGE);
  }

  List<Positioned> pageAfter(long position, int limit) {
    return query(
        StoreSql.READ_PAGE,
        statement -> {
          statement.setLong(1, position);
          statement.setInt(2, Math.min(limit, PAGE));
          return rows(statement);
        });
  }

  /** The events of a stream from a sequence on, in order; none only if there are none. */
  List<Positioned> streamFrom(String aggregateId, long sequence) {
    return streamFrom(aggregateId, sequence, PAGE);
  }

  List<Positioned> streamFrom(String aggregateId, long sequence, int limit) {
    return query(
        StoreSql.READ_STREAM,
        statement -> {
          statement.setString(1, aggregateId);
          statement.setLong(2, sequence);
          statement.setInt(3, Math.min(limit, PAGE));
          return rows(statement);
        });
  }

  /**
   * Rows page after page, each fetched when it is needed.
   *
   * @param fetch the page after a key
   * @param start the key to begin after
   * @param key of a row
   */
  static Stream<Positioned> pages(
      LongFunction<List<Positioned>> fetch, long start, ToLongFunction<Positioned> key) {
    Iterator<Positioned> rows =
        new Iterator<>() {
          private List<Positioned> page = List.of();
          private int next;
          private long last = start;
          private boolean ended;

          @Override
          public boolean hasNext() {
            if (next == page.size() && !ended) {
              page = fetch.apply(last);
              next = 0;
              ended = isLast(page);
            }
            return next < page.size();
          }

          @Override
          public Positioned next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            Positioned row = page.get(next++);
            last = key.applyAsLong(row);
            return row;
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  Optional<EventRow> snapshot(String aggregateId) {
    return query(
        StoreSql.READ_SNAPSHOT,
        statement -> {
          statement.setString(1, aggregateId);
          try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(EventRow.read(row, 1)) : Optional.empty();
          }
        });
  }

  /** The last position in the table, 0 where it is empty. */
  long head() {
    return query(StoreSql.HEAD, EventReader::number).orElse(0);
  }

  OptionalLong lastSequence(String aggregateId) {
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
  OptionalLong firstAtOrAfter(Instant time) {
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

  private static boolean isLast(List<Positioned> page) {
    return page.size() < PAGE
        && page.stream().mapToLong(found -> found.row().weight()).sum() < PAGE_BYTES;
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
      while (bytes < PAGE_BYTES && row.next()) {
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
