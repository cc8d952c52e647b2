package io.annals.eventstore;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.jspecify.annotations.Nullable;

/**
 * An open database for events, snapshots, blobs and keys, migrated to this release's schema.
 *
 * <p>Thread-safe. Close it last, after the engine and the stores that work on it.
 */
public final class EventDatabase implements AutoCloseable {
  /** Connections that read events at the same time, on either vendor. */
  public static final int READERS = 8;

  /** Connections of SQLite that read or write blobs at the same time; PostgreSQL has one pool. */
  public static final int BLOB_CONNECTIONS = 4;

  /** How long the writer of SQLite waits for a lock that another process holds. */
  public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);

  /** How long a reader waits for a free connection. */
  static final Duration POOL_TIMEOUT = Duration.ofSeconds(5);

  /** What is the matter with a store where no tables are. */
  static final String NONE = "it holds no registry.";

  /** What is the matter with a store whose tables are of an earlier release. */
  static final String EARLIER =
      "an earlier release made it. Start the server of this release on it once.";

  /** What is the matter with a store whose tables are of a later release. */
  static final String LATER = "a later release made it. Use that one.";

  private static final String HISTORY_TABLE = "event_store_history";

  /** What each new connection of the writer goes through. */
  @FunctionalInterface
  interface ConnectionStep {
    Connection on(Connection connection) throws SQLException;
  }

  /** Where connections come from, outside of any pool. */
  @FunctionalInterface
  interface ConnectionSource {
    Connection open() throws SQLException;
  }

  private final StoreSql sql;
  private final ConnectionSource writers;
  private final HikariDataSource readers;
  private final HikariDataSource blobs;
  private final HikariDataSource keys;
  private final @Nullable ConnectionSource listeners;
  private final @Nullable DataFolder ownFolder;
  private volatile ConnectionStep writerStep = connection -> connection;

  EventDatabase(
      StoreSql sql,
      ConnectionSource writers,
      HikariDataSource readers,
      HikariDataSource blobs,
      HikariDataSource keys,
      @Nullable ConnectionSource listeners,
      @Nullable DataFolder ownFolder) {
    this.sql = sql;
    this.writers = writers;
    this.readers = readers;
    this.blobs = blobs;
    this.keys = keys;
    this.listeners = listeners;
    this.ownFolder = ownFolder;
  }

  /**
   * Opens SQLite files in a folder and takes the folder for as long as the database is open.
   *
   * @throws DataFolderInUseException if another process has the folder
   * @throws DataFolderUnusableException if the folder or its files cannot be written
   */
  public static EventDatabase sqlite(Path folder) {
    DataFolder own = DataFolder.open(folder);
    try {
      return SqliteFiles.open(own, own, LOCK_TIMEOUT);
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /**
   * Opens SQLite files in a folder that the caller has taken and gives back itself.
   *
   * @throws DataFolderUnusableException if the files cannot be opened or written
   */
  public static EventDatabase sqlite(DataFolder folder) {
    return SqliteFiles.open(folder, null, LOCK_TIMEOUT);
  }

  /**
   * Opens the schema {@code annals} of a PostgreSQL database and makes it where it is missing.
   *
   * @param url of JDBC, {@code jdbc:postgresql://host/database}
   * @throws DatabaseUnreachableException if the server does not answer or refuses the user
   */
  public static EventDatabase postgres(
      String url, @Nullable String user, @Nullable String password) {
    return PostgresServer.open(url, user, password);
  }

  static void migrate(DataSource source, String location, @Nullable String schema) {
    Flyway flyway = migrations(source, location, schema);
    if (isLater(flyway.info())) {
      throw new FlywayException(LATER);
    }
    flyway.migrate();
  }

  private static boolean isLater(MigrationInfoService found) {
    return Arrays.stream(found.applied())
        .anyMatch(step -> !step.getState().isResolved() && !step.getType().isBaseline());
  }

  private static Flyway migrations(DataSource source, String location, @Nullable String schema) {
    var flyway =
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:io/annals/eventstore/migration/" + location)
            .table(HISTORY_TABLE)
            // The schema may hold tables of other parts, each with a history of its own.
            .baselineOnMigrate(true)
            .baselineVersion("0");
    if (schema != null) {
      flyway.defaultSchema(schema).createSchemas(true);
    }
    return flyway.load();
  }

  /**
   * Looks whether this release knows the tables, and changes nothing.
   *
   * @return null if it does, else what is the matter, to stand after a colon
   */
  static @Nullable String misfit(DataSource source, String location, @Nullable String schema) {
    MigrationInfoService found = migrations(source, location, schema).info();
    if (found.applied().length == 0) {
      return NONE;
    }
    if (found.pending().length > 0) {
      return EARLIER;
    }
    return isLater(found) ? LATER : null;
  }

  static HikariDataSource pool(
      String name, DataSource source, int size, @Nullable String firstStatement) {
    return pool(name, source, size, firstStatement, false);
  }

  static HikariDataSource pool(
      String name, DataSource source, int size, @Nullable String firstStatement, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setReadOnly(readOnly);
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(POOL_TIMEOUT.toMillis());
    config.setConnectionInitSql(firstStatement);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  StoreSql sql() {
    return sql;
  }

  /** A pool for reads of events and snapshots. */
  DataSource readers() {
    return readers;
  }

  /** A pool for blobs, in auto-commit mode. */
  DataSource blobs() {
    return blobs;
  }

  /** A pool for the keys of secrets and clients, in auto-commit mode. */
  DataSource keys() {
    return keys;
  }

  /** A new connection for the writer, not in auto-commit mode. */
  WriterSession openWriter() throws SQLException {
    Connection connection = writers.open();
    try {
      connection.setAutoCommit(false);
      return new WriterSession(writerStep.on(connection));
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Connections on which other nodes' appends are heard, null where there are no other nodes. */
  @Nullable ConnectionSource listeners() {
    return listeners;
  }

  /** For tests: a step that every later connection of the writer goes through. */
  void onOpenWriter(ConnectionStep step) {
    writerStep = step;
  }

  /** Whether the database answers just now; takes seconds where it does not. */
  public boolean answers() {
    try (Connection connection = readers.getConnection()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Closes the pools. A second call does nothing. */
  @Override
  public void close() {
    readers.close();
    blobs.close();
    keys.close();
    if (ownFolder != null) {
      ownFolder.close();
    }
  }
}
