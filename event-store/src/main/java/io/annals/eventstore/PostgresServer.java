package io.annals.eventstore;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the schema {@value PostgresSql#SCHEMA} of a PostgreSQL database. */
final class PostgresServer {
  private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

  /** Under these names PostgreSQL shows who is connected. */
  private static final String SERVER = "annals";

  private static final String READER = "annals-reader";
  private static final String RESTORING = "annals-restore";

  private static final String LOCK_RESTORE =
      "SELECT pg_try_advisory_lock(hashtext('"
          + PostgresSql.SCHEMA
          + "'), hashtext('annals.restore'))";

  private static final String SERVED =
      "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database()"
          + " AND application_name = '"
          + SERVER
          + "'";

  /** Connections of one who only reads. */
  private static final int READING = 4;

  private static final int CONNECT_TIMEOUT_SECONDS = 5;

  /** How long a node waits for its turn to append. */
  private static final int LOCK_TIMEOUT_MILLIS = 7_000;

  /**
   * How long a node may stand still inside a transaction before the server ends it. Shorter than
   * the wait for the turn, so that a frozen node delays the others and fails none.
   */
  private static final int FROZEN_TIMEOUT_MILLIS = 4_000;

  /**
   * A statement that is silent for so long belongs to a connection that is dead: nothing answers
   * where a cable was pulled. Longer than any wait for the turn.
   */
  private static final int SOCKET_TIMEOUT_SECONDS = 10;

  /** How soon a server of several is asked again whether it is the primary one. */
  private static final int HOST_RECHECK_SECONDS = 1;

  /** Whatever the server's default: a commit returns when it is on disk. Stricter ones are kept. */
  private static final String DURABLE =
      "SELECT set_config('synchronous_commit', 'on', false)"
          + " WHERE current_setting('synchronous_commit') IN ('off', 'local')";

  private PostgresServer() {}

  static EventDatabase open(String url, @Nullable String user, @Nullable String password) {
    PGSimpleDataSource source = source(url, user, password);
    try (Connection connection = source.getConnection()) {
      if (UnfinishedRestore.isMarked(connection)) {
        throw unusable(url, UnfinishedRestore.SENTENCE, null);
      }
    } catch (SQLException e) {
      throw unusable(url, String.valueOf(e.getMessage()), e);
    }
    return open(source, url, user, password);
  }

  /** Opens the schema also while something is being restored into it. */
  static EventDatabase openForRestore(
      String url, @Nullable String user, @Nullable String password) {
    PGSimpleDataSource source = source(url, user, password);
    source.setApplicationName(RESTORING);
    return open(source, url, user, password);
  }

  /**
   * Keeps other restores away for as long as the connection is open.
   *
   * @throws DatabaseUnreachableException if the server does not answer or refuses the user
   * @throws RestoreException if a server, or another restore, works on the database
   */
  static Connection lockForRestore(String url, @Nullable String user, @Nullable String password) {
    PGSimpleDataSource source = source(url, user, password);
    source.setApplicationName(RESTORING);
    try {
      Connection connection = source.getConnection();
      try (Statement statement = connection.createStatement()) {
        if (!isTrue(statement, LOCK_RESTORE)) {
          throw new RestoreException("another restore into the same database is at work");
        }
        if (isTrue(statement, SERVED)) {
          throw new RestoreException("a server works on the database; stop it");
        }
        return connection;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw unusable(url, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean isTrue(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static EventDatabase open(
      PGSimpleDataSource source, String url, @Nullable String user, @Nullable String password) {
    try (Connection connection = source.getConnection()) {
      warnIfNotDurable(connection);
    } catch (SQLException e) {
      throw unusable(url, String.valueOf(e.getMessage()), e);
    }
    PGSimpleDataSource migrations = source(url, user, password);
    migrations.setSocketTimeout(0);
    try {
      EventDatabase.migrate(migrations, "postgresql", PostgresSql.SCHEMA);
    } catch (FlywayException e) {
      throw new DatabaseUnreachableException(
          "The tables of Annals cannot be made in PostgreSQL: " + e.getMessage(), e);
    }
    int size = EventDatabase.READERS + EventDatabase.BLOB_CONNECTIONS;
    HikariDataSource pool = EventDatabase.pool("annals-events", source, size, DURABLE);
    return new EventDatabase(
        new PostgresSql(), () -> writer(source), pool, pool, pool, source::getConnection, null);
  }

  /**
   * Opens the schema for reading only, beside the servers that work on it.
   *
   * @throws DatabaseUnreachableException if the server does not answer, or the schema is not there
   *     or of another release
   */
  static EventDatabase openForReading(
      String url, @Nullable String user, @Nullable String password) {
    PGSimpleDataSource source = source(url, user, password);
    String misfit;
    source.setApplicationName(READER);
    try (Connection connection = source.getConnection()) {
      misfit =
          UnfinishedRestore.isMarked(connection)
              ? UnfinishedRestore.SENTENCE
              : EventDatabase.misfit(source, "postgresql", PostgresSql.SCHEMA);
    } catch (SQLException | FlywayException e) {
      throw unusable(url, String.valueOf(e.getMessage()), e);
    }
    if (misfit != null) {
      throw unusable(url, misfit, null);
    }
    HikariDataSource pool = EventDatabase.pool("annals-reading", source, READING, null, true);
    return new EventDatabase(
        new PostgresSql(),
        () -> {
          throw new SQLException("The store was opened for reading only.");
        },
        pool,
        pool,
        pool,
        null,
        null);
  }

  private static DatabaseUnreachableException unusable(
      String url, String why, @Nullable Throwable cause) {
    return new DatabaseUnreachableException(
        "PostgreSQL at " + withoutParameters(url) + " cannot be used: " + why, cause);
  }

  private static PGSimpleDataSource source(
      String url, @Nullable String user, @Nullable String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new DatabaseUnreachableException("Not a JDBC address of PostgreSQL: " + url, e);
    }
    source.setUser(user);
    source.setPassword(password);
    source.setCurrentSchema(PostgresSql.SCHEMA);
    source.setApplicationName(SERVER);
    source.setReWriteBatchedInserts(true);
    source.setTcpKeepAlive(true);
    source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
    source.setHostRecheckSeconds(HOST_RECHECK_SECONDS);
    return source;
  }

  private static Connection writer(PGSimpleDataSource source) throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(DURABLE);
      // A stricter level would read the head as it was before the lock was waited for.
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      statement.execute("SET lock_timeout = " + LOCK_TIMEOUT_MILLIS);
      statement.execute("SET idle_in_transaction_session_timeout = " + FROZEN_TIMEOUT_MILLIS);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void warnIfNotDurable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet fsync = statement.executeQuery("SHOW fsync")) {
      if (fsync.next() && fsync.getString(1).equals("off")) {
        log.warn("PostgreSQL runs with fsync=off: a power cut loses acknowledged updates.");
      }
    }
  }

  private static String withoutParameters(String url) {
    int question = url.indexOf('?');
    return question < 0 ? url : url.substring(0, question);
  }
}
