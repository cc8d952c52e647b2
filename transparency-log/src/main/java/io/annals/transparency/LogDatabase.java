package io.annals.transparency;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Where the log is kept: {@value #FILE} of a data folder, or a schema of PostgreSQL. Thread-safe.
 */
public final class LogDatabase implements AutoCloseable {
  /** The file of a data folder. */
  public static final String FILE = "log.db";

  /** The schema of PostgreSQL. */
  static final String SCHEMA = "annals_log";

  private static final String HISTORY_TABLE = "log_migrations";
  private static final int CONNECTIONS = 4;
  private static final int BUSY_MILLIS = 10_000;
  private static final int CONNECT_TIMEOUT_SECONDS = 5;
  private static final int SOCKET_TIMEOUT_SECONDS = 15;

  /** How soon a server of several is asked again whether it is the primary one. */
  private static final int HOST_RECHECK_SECONDS = 1;

  /**
   * A commit that a crash takes comes again from the events, to the same hashes. A node that stands
   * still with the tree in its hand delays the others, but not for ever.
   */
  private static final String POSTGRES_SESSION =
      "SET synchronous_commit = off; SET lock_timeout = 10000;"
          + " SET idle_in_transaction_session_timeout = 4000";

  private final HikariDataSource pool;

  private LogDatabase(HikariDataSource pool) {
    this.pool = pool;
  }

  /**
   * Opens the file of a data folder and makes it where it is missing.
   *
   * @throws LogUnusableException if it cannot be opened or written
   */
  public static LogDatabase sqlite(Path folder) {
    Path file = folder.resolve(FILE).toAbsolutePath();
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // A power cut may take the last commits: they come again from the events.
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    try {
      migrate(source, null, Map.of("integer", "INTEGER", "bytes", "BLOB"));
    } catch (FlywayException e) {
      throw new LogUnusableException(
          "The transparency log in "
              + file
              + " cannot be opened: "
              + e.getMessage()
              + ". Restore a backup of it, or delete it to have it made anew from the events: then"
              + " only checkpoints that were kept elsewhere prove that they were not changed.",
          e);
    }
    return new LogDatabase(pool(source, null, false));
  }

  /**
   * Opens the schema {@value #SCHEMA} of a PostgreSQL database and makes it where it is missing.
   *
   * @param url of JDBC
   * @throws LogUnusableException if it cannot be opened or written
   */
  public static LogDatabase postgres(String url, @Nullable String user, @Nullable String password) {
    PGSimpleDataSource migrations = postgresSource(url, user, password);
    migrations.setSocketTimeout(0);
    try {
      migrate(migrations, SCHEMA, Map.of("integer", "BIGINT", "bytes", "BYTEA"));
    } catch (FlywayException e) {
      throw new LogUnusableException(
          "The tables of the transparency log cannot be made in PostgreSQL: " + e.getMessage(), e);
    }
    return new LogDatabase(pool(postgresSource(url, user, password), POSTGRES_SESSION, false));
  }

  /**
   * Opens the file of a data folder for reading alone, also beside a running registry, and leaves
   * nothing in the folder.
   *
   * @throws LogUnusableException if there is none
   */
  public static LogDatabase readSqlite(Path folder) {
    Path file = folder.resolve(FILE).toAbsolutePath();
    if (!Files.exists(file)) {
      throw new LogUnusableException("There is no " + FILE + " in " + folder, null);
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    // Nobody has it open where it has no log of its own; then it is read as it lies.
    boolean lies = !Files.exists(file.resolveSibling(FILE + "-wal"));
    source.setUrl("jdbc:sqlite:" + file.toUri() + (lies ? "?immutable=1" : "?mode=ro"));
    return new LogDatabase(pool(source, null, true));
  }

  /** Opens the schema {@value #SCHEMA} of a PostgreSQL database for reading alone. */
  public static LogDatabase readPostgres(
      String url, @Nullable String user, @Nullable String password) {
    return new LogDatabase(pool(postgresSource(url, user, password), null, true));
  }

  /** A connection in auto-commit mode; the caller closes it. */
  Connection connection() throws SQLException {
    return pool.getConnection();
  }

  private static void migrate(
      DataSource source, @Nullable String schema, Map<String, String> columnTypes) {
    var configuration =
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:io/annals/transparency/migration")
            .placeholders(columnTypes)
            .table(HISTORY_TABLE)
            .baselineOnMigrate(true)
            .baselineVersion("0");
    if (schema != null) {
      configuration.defaultSchema(schema).createSchemas(true);
    }
    Flyway flyway = configuration.load();
    for (MigrationInfo applied : flyway.info().applied()) {
      if (!applied.getState().isResolved() && !applied.getType().isBaseline()) {
        throw new LogUnusableException(
            "The transparency log was written by a later release. Use that one.", null);
      }
    }
    flyway.migrate();
  }

  private static PGSimpleDataSource postgresSource(
      String url, @Nullable String user, @Nullable String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new LogUnusableException("Not a JDBC address of PostgreSQL: " + url, e);
    }
    if (user != null) {
      source.setUser(user);
    }
    if (password != null) {
      source.setPassword(password);
    }
    source.setCurrentSchema(SCHEMA);
    source.setApplicationName("annals-log");
    source.setTcpKeepAlive(true);
    source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
    source.setHostRecheckSeconds(HOST_RECHECK_SECONDS);
    return source;
  }

  private static HikariDataSource pool(
      DataSource source, @Nullable String firstStatement, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    // SQLite refuses to be told anything else than how it was opened.
    config.setReadOnly(readOnly);
    config.setPoolName("annals-log");
    config.setDataSource(source);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(5_000);
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(firstStatement);
    return new HikariDataSource(config);
  }

  /** Closes the connections. A second call does nothing. */
  @Override
  public void close() {
    pool.close();
  }
}
