package io.annals.eventstore;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL: many nodes append to one table, one at a time. */
final class PostgresSql implements StoreSql {
  /** The schema that holds the tables; the connections search nowhere else. */
  static final String SCHEMA = "annals";

  /** The channel on which a commit tells the other nodes its head. */
  static final String CHANNEL = "annals_events";

  /**
   * The lock comes in a statement of its own before the head is read: under READ COMMITTED each
   * statement sees what was committed when it began, and this one begins when the lock is held.
   * Both travel in one round trip.
   */
  private static final String LOCK_AND_HEAD =
      "SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('annals.events')); "
          + HEAD;

  private static final String LAST_SEQUENCES =
      "SELECT id, (SELECT max(e.sequence) FROM events e WHERE e.aggregate_id = id)"
          + " FROM unnest(?::text[]) AS id";

  private static final String NOTIFY = "SELECT pg_notify('" + CHANNEL + "', ?)";

  @Override
  public long lockAndReadHead(WriterSession session) throws SQLException {
    PreparedStatement statement = session.statement(LOCK_AND_HEAD);
    statement.execute();
    if (!statement.getMoreResults()) {
      throw new SQLException("No head was read under the lock.");
    }
    try (ResultSet head = statement.getResultSet()) {
      head.next();
      return head.getLong(1);
    }
  }

  @Override
  public Map<String, Long> lastSequences(WriterSession session, Collection<String> aggregateIds)
      throws SQLException {
    Map<String, Long> sequences = new HashMap<>();
    PreparedStatement statement = session.statement(LAST_SEQUENCES);
    Array ids = session.connection().createArrayOf("text", aggregateIds.toArray());
    statement.setArray(1, ids);
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        long sequence = row.getLong(2);
        if (!row.wasNull()) {
          sequences.put(row.getString(1), sequence);
        }
      }
    }
    return sequences;
  }

  @Override
  public void announce(WriterSession session, String node, long head) throws SQLException {
    PreparedStatement statement = session.statement(NOTIFY);
    statement.setString(1, node + " " + head);
    statement.execute();
  }

  @Override
  public void beforeClose(Connection writer) {
    // The server looks after its own log.
  }

  @Override
  public Fault faultOf(Throwable failure) {
    String state = state(failure);
    if (state == null) {
      return Fault.CONNECTION;
    }
    if (state.equals("23505")) {
      return Fault.DUPLICATE;
    }
    // An administrator's or a crash's goodbye (57P0x) closes the connection as 08 does.
    if (state.startsWith("08") || state.startsWith("57P")) {
      return Fault.CONNECTION;
    }
    boolean data = state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    return data ? Fault.DATA : Fault.STORE;
  }

  @Override
  public String sentenceFor(Throwable failure) {
    String what = "The event store takes no writes: ";
    String state = state(failure);
    if (state == null || state.startsWith("08") || state.startsWith("57P")) {
      return what + "PostgreSQL cannot be reached. Check that it runs; it recovers by itself.";
    }
    return switch (state) {
      case "53100" -> what + "the disk of PostgreSQL is full. Free some space.";
      case "53300" -> what + "PostgreSQL has no connection left. Raise max_connections.";
      case "25006" -> what + "this PostgreSQL is read-only. Point to the primary server.";
      case "55P03" -> what + "another session holds its lock for too long. End that session.";
      default -> what + "PostgreSQL answered with error " + state + ". Look at the server's log.";
    };
  }

  @Override
  public void forgetDeleted(Connection connection) {
    // The server's own log and its vacuum are the operator's.
  }

  @Override
  public boolean singleBlobWriter() {
    return false;
  }

  private static @Nullable String state(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException e) {
        SQLException next = e.getNextException();
        if (next != null && next.getSQLState() != null) {
          return next.getSQLState();
        }
        if (e.getSQLState() != null) {
          return e.getSQLState();
        }
      }
    }
    return null;
  }
}
