package io.annals.query.projection;

import java.sql.SQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.sqlite.SQLiteException;

/** Tells what an exception says of the database. */
final class SqlFailure {
  private static final int SQLITE_CONSTRAINT = 19;
  private static final int SQLITE_MISMATCH = 20;
  private static final int SQLITE_TOO_BIG = 18;

  private SqlFailure() {}

  /** Whether the database is in trouble, or refused something: nothing that the event decided. */
  static boolean isSql(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataAccessException
          || cause instanceof TransactionException
          || cause instanceof SQLException) {
        return true;
      }
    }
    return false;
  }

  /** Whether a row was refused for what is in it, so that another attempt will fare no better. */
  static boolean isOfOneRow(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        int code = sqlite.getResultCode().code & 0xFF;
        return code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_TOO_BIG;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
      }
    }
    return false;
  }
}
