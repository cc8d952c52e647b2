package io.annals.eventstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;

/**
 * What the vendors say differently. The statements that both understand are the constants here; the
 * rest of each vendor's SQL is in its implementation.
 *
 * <p>Implementations are stateless and thread-safe.
 */
interface StoreSql {
  String INSERT_EVENT =
      "INSERT INTO events (position, "
          + EventRow.COLUMNS
          + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  String UPSERT_SNAPSHOT =
      "INSERT INTO snapshots ("
          + EventRow.COLUMNS
          + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (aggregate_id) DO UPDATE SET sequence = excluded.sequence,"
          + " aggregate_type = excluded.aggregate_type, event_id = excluded.event_id,"
          + " type = excluded.type, revision = excluded.revision, time = excluded.time,"
          + " payload = excluded.payload, metadata = excluded.metadata"
          + " WHERE excluded.sequence >= snapshots.sequence";

  String READ_PAGE =
      "SELECT position, "
          + EventRow.COLUMNS
          + " FROM events WHERE position > ? ORDER BY position LIMIT ?";

  String READ_STREAM =
      "SELECT position, "
          + EventRow.COLUMNS
          + " FROM events WHERE aggregate_id = ? AND sequence >= ? ORDER BY sequence LIMIT ?";

  String READ_SNAPSHOT = "SELECT " + EventRow.COLUMNS + " FROM snapshots WHERE aggregate_id = ?";

  String LAST_SEQUENCE = "SELECT max(sequence) FROM events WHERE aggregate_id = ?";

  String HEAD = "SELECT coalesce(max(position), 0) FROM events";

  String FIRST_AT_OR_AFTER =
      "SELECT position FROM events WHERE position > ? AND time >= ? ORDER BY position LIMIT 1";

  String IS_BEFORE = "SELECT position FROM events WHERE position = ? AND time < ?";

  String PROBE = "UPDATE write_probe SET beat = beat + 1, ballast = ? WHERE id = 1";

  /** What a failure means for the work that met it. */
  enum Fault {
    /** A row of that aggregate and sequence exists. */
    DUPLICATE,
    /** The data is at fault, not the store: the same row will never be taken. */
    DATA,
    /** The connection is gone; a new one may serve at once. */
    CONNECTION,
    /** The store does not take writes now. */
    STORE
  }

  /**
   * Makes the transaction that begins with this call the only one that appends, on every node, and
   * reads the last position under that lock.
   */
  long lockAndReadHead(WriterSession session) throws SQLException;

  /** The last sequence of each of these aggregates that has events. */
  Map<String, Long> lastSequences(WriterSession session, Collection<String> aggregateIds)
      throws SQLException;

  /** Tells other nodes of the new head, with the commit of the current transaction. */
  void announce(WriterSession session, String node, long head) throws SQLException;

  /** Brings the connection to an end that leaves nothing for the next start to repair. */
  void beforeClose(Connection writer) throws SQLException;

  Fault faultOf(Throwable failure);

  /** For a person: what is wrong with the store and what to do about it. */
  String sentenceFor(Throwable failure);

  /** Whether blobs have a file of their own that takes one writer at a time. */
  boolean singleBlobWriter();

  /** Sees to it that what was just deleted over this connection is in no log any more. */
  void forgetDeleted(Connection connection) throws SQLException;
}
