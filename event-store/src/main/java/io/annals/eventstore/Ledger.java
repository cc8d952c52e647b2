package io.annals.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing end of the event table: turns batches of appends into transactions. Confined to the
 * writer thread.
 *
 * <p>After any exception from {@link #commit}, {@link #recover} must succeed before the next
 * commit: only the database knows what became of the transaction.
 */
final class Ledger {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);

  /** A store that cannot take so many bytes is not well, whatever a smaller write might say. */
  private static final int BALLAST_BYTES = 64 << 10;

  private final EventDatabase database;
  private final StoreSql sql;
  private final EventTail tail;
  private final StoreMeters meters;
  private final String node;
  private final Heads heads;
  private @Nullable WriterSession session;
  private long lastSeen;

  Ledger(EventDatabase database, EventTail tail, StoreMeters meters, String node) {
    this.database = database;
    this.sql = database.sql();
    this.tail = tail;
    this.meters = meters;
    this.node = node;
    this.heads = new Heads(sql);
    this.lastSeen = tail.head();
  }

  /**
   * Stores the appends that continue their streams, refuses the others, keeps the snapshots, and
   * tells streams and callers. When it returns, the outcome of each append is known.
   */
  void commit(List<Work.Append> appends, List<Work.Snapshot> snapshots) throws SQLException {
    long start = System.nanoTime();
    long head = begin();
    WriterSession writer = session();
    if (head != lastSeen) {
      heads.forget();
      if (head < lastSeen) {
        log.error(
            "The last event is now {}, but {} was seen before: the database lost events or was"
                + " restored while in use. Restart all nodes and rebuild the views.",
            head,
            lastSeen);
      }
    }
    Heads.Batch batch = heads.load(writer, appends);
    List<Work.Append> accepted = new ArrayList<>(appends.size());
    IdentityHashMap<Work.Append, Supplier<RuntimeException>> refused = new IdentityHashMap<>();
    for (Work.Append append : appends) {
      Supplier<RuntimeException> conflict = batch.accept(append.rows());
      if (conflict == null) {
        accepted.add(append);
      } else {
        refused.put(append, conflict);
      }
    }
    int rows = insert(writer, head, accepted);
    if (rows > 0) {
      sql.announce(writer, node, head + rows);
    }
    keep(writer, snapshots);
    writer.connection().commit();

    heads.remember(batch.moved());
    lastSeen = head + rows;
    tail.advance(head);
    publish(head + 1, accepted, rows);
    accepted.forEach(Work.Append::succeed);
    refused.forEach(Work.Append::fail);
    if (rows > 0) {
      meters.appended.increment(rows);
      meters.batchSize.record(rows);
      meters.commit.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }
    meters.conflicts.increment(refused.size());
  }

  /**
   * Proves with real transactions that the store takes writes, and reads anew where it stands:
   * events of a commit whose answer was lost reach the streams from here.
   */
  void recover() throws SQLException {
    heads.forget();
    long head = begin();
    WriterSession writer = session();
    byte[] ballast = new byte[BALLAST_BYTES];
    new Random().nextBytes(ballast);
    probe(writer, ballast);
    sql.lockAndReadHead(writer);
    probe(writer, null);
    lastSeen = head;
    tail.advance(head);
  }

  /** Undoes what the failed transaction did, keeping the connection. */
  void rollback() throws SQLException {
    heads.forget();
    if (session != null) {
      session.connection().rollback();
    }
  }

  /** Gives up the connection; the next use makes a new one. */
  void discard() {
    heads.forget();
    WriterSession old = session;
    session = null;
    if (old != null) {
      closeQuietly(old.connection());
    }
  }

  void close() {
    WriterSession old = session;
    if (old != null) {
      try {
        sql.beforeClose(old.connection());
      } catch (SQLException e) {
        log.warn("The event store was closed without a last checkpoint.", e);
      }
    }
    discard();
  }

  private WriterSession session() throws SQLException {
    WriterSession open = session;
    if (open == null) {
      open = database.openWriter();
      session = open;
    }
    return open;
  }

  /** Begins a transaction; a connection that died while it was idle is replaced unnoticed. */
  private long begin() throws SQLException {
    boolean old = session != null;
    try {
      return sql.lockAndReadHead(session());
    } catch (SQLException e) {
      if (!old || sql.faultOf(e) != StoreSql.Fault.CONNECTION) {
        throw e;
      }
      discard();
      return sql.lockAndReadHead(session());
    }
  }

  private static int insert(WriterSession writer, long head, List<Work.Append> appends)
      throws SQLException {
    if (appends.isEmpty()) {
      return 0;
    }
    PreparedStatement insert = writer.statement(StoreSql.INSERT_EVENT);
    long position = head;
    for (Work.Append append : appends) {
      for (EventRow row : append.rows()) {
        insert.setLong(1, ++position);
        row.bind(insert, 2);
        insert.addBatch();
      }
    }
    try {
      insert.executeBatch();
    } finally {
      insert.clearBatch();
    }
    return (int) (position - head);
  }

  /** A snapshot only saves work: one that cannot be kept must not cost an event its place. */
  private void keep(WriterSession writer, List<Work.Snapshot> snapshots) throws SQLException {
    if (snapshots.isEmpty()) {
      return;
    }
    Connection connection = writer.connection();
    Savepoint before = connection.setSavepoint();
    try {
      PreparedStatement upsert = writer.statement(StoreSql.UPSERT_SNAPSHOT);
      for (Work.Snapshot snapshot : snapshots) {
        snapshot.row().bind(upsert, 1);
        upsert.executeUpdate();
      }
    } catch (SQLException e) {
      log.warn("Snapshots were not kept; their aggregates load from events: {}", e.getMessage());
      connection.rollback(before);
    }
    connection.releaseSavepoint(before);
  }

  private void publish(long first, List<Work.Append> appends, int rows) {
    if (rows == 0) {
      return;
    }
    List<TrackedEventMessage<?>> messages = new ArrayList<>(rows);
    int[] weights = new int[rows];
    long position = first;
    for (Work.Append append : appends) {
      int i = 0;
      for (EventMessage<?> message : append.messages()) {
        EventRow row = append.rows().get(i++);
        weights[messages.size()] = row.weight();
        messages.add(
            StoredMessages.asStored(message, row, new GlobalSequenceTrackingToken(position++)));
      }
    }
    tail.publish(first, messages, weights);
  }

  private static void probe(WriterSession writer, byte @Nullable [] ballast) throws SQLException {
    PreparedStatement statement = writer.statement(StoreSql.PROBE);
    statement.setBytes(1, ballast);
    statement.executeUpdate();
    writer.connection().commit();
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("A broken connection did not close cleanly.", e);
    }
  }
}
