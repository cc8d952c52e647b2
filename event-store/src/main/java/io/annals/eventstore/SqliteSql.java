package io.annals.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite: one process, one file, one writer. */
final class SqliteSql implements StoreSql {
  /**
   * Changes nothing, but is a write: as the first statement of a deferred transaction it takes the
   * write lock, waiting for it as long as the busy timeout says. A transaction that had read before
   * could not wait.
   */
  private static final String TAKE_WRITE_LOCK = "UPDATE write_probe SET beat = beat WHERE id = 0";

  @Override
  public long lockAndReadHead(WriterSession session) throws SQLException {
    session.statement(TAKE_WRITE_LOCK).executeUpdate();
    try (ResultSet head = session.statement(HEAD).executeQuery()) {
      head.next();
      return head.getLong(1);
    }
  }

  @Override
  public Map<String, Long> lastSequences(WriterSession session, Collection<String> aggregateIds)
      throws SQLException {
    Map<String, Long> sequences = new HashMap<>();
    PreparedStatement statement = session.statement(LAST_SEQUENCE);
    for (String id : aggregateIds) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long sequence = row.getLong(1);
        if (!row.wasNull()) {
          sequences.put(id, sequence);
        }
      }
    }
    return sequences;
  }

  @Override
  public void announce(WriterSession session, String node, long head) {
    // There is no other node.
  }

  @Override
  public void beforeClose(Connection writer) throws SQLException {
    writer.setAutoCommit(true);
    try (Statement statement = writer.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  @Override
  public Fault faultOf(Throwable failure) {
    return switch (primaryCode(failure)) {
      case 19 -> isDuplicate(failure) ? Fault.DUPLICATE : Fault.DATA;
      case 18, 20, 25 -> Fault.DATA; // too big, mismatch, range
      default -> Fault.STORE;
    };
  }

  @Override
  public String sentenceFor(Throwable failure) {
    String what = "The event store takes no writes: ";
    return switch (primaryCode(failure)) {
      case 5, 6 -> what + "another program holds the lock on its file. Close that program.";
      case 8 -> what + "its file or folder is read-only. Make it writable for this process.";
      case 10 -> what + "its disk answers with errors. Look at the disk and the system's log.";
      case 11, 26 -> what + "its file is damaged. Stop the server and restore a backup.";
      case 13 -> what + "its disk is full. Free some space; it recovers by itself.";
      case 14 -> what + "its file cannot be opened. Check that the folder is there and permitted.";
      default -> what + "the database answered with an error. Look at the server's log.";
    };
  }

  @Override
  public void forgetDeleted(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  @Override
  public boolean singleBlobWriter() {
    return true;
  }

  private static boolean isDuplicate(Throwable failure) {
    SQLiteException e = find(failure);
    return e != null
        && (e.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE
            || e.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY
            || e.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_ROWID);
  }

  private static int primaryCode(Throwable failure) {
    SQLiteException e = find(failure);
    return e == null ? -1 : e.getResultCode().code & 0xff;
  }

  private static @Nullable SQLiteException find(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLiteException e) {
        return e;
      }
      if (t instanceof SQLException s && s.getNextException() instanceof SQLiteException e) {
        return e;
      }
    }
    return null;
  }
}
