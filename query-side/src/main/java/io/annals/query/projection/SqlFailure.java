package io.annals.query.projection;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
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

  /**
   * Whether a database is in trouble, that of the keys too, or refused something: nothing that the
   * event decided.
   */
  static boolean isSql(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataAccessException
          || cause instanceof TransactionException
          || cause instanceof SQLException
          || isUnavailable(cause)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUnavailable(Throwable cause) {
    return cause instanceof ProblemException problem && problem.type() == ProblemType.UNAVAILABLE;
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
