package io.annals.eventstore;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Opens {@code events.db}, {@code blobs.db} and {@code keys.db} of a data folder. */
final class SqliteFiles {
  static final String EVENTS = "events.db";
  static final String BLOBS = "blobs.db";
  static final String KEYS = "keys.db";

  /** Kilobytes of pages that the writer keeps: the index of aggregates is read at random. */
  private static final int WRITER_CACHE_KB = 65_536;

  private static final int READER_CACHE_KB = 8_192;
  private static final int KEYS_CACHE_KB = 1_024;
  private static final int KEY_CONNECTIONS = 4;

  /** Pages of the log after which a commit copies them into the file. */
  private static final int CHECKPOINT_PAGES = 10_000;

  /** A log that grew large, after a blob or behind a long read, is cut back to this, in bytes. */
  private static final int LOG_LIMIT_BYTES = 64 << 20;

  private SqliteFiles() {}

  /**
   * @throws DataFolderUnusableException if the files cannot be opened, or hold only a part of what
   *     is to be restored into them
   */
  static EventDatabase open(DataFolder folder, @Nullable DataFolder own, Duration lockTimeout) {
    requireFinishedRestore(folder.path());
    return openAny(folder, own, lockTimeout);
  }

  /** Opens the files also while something is being restored into them. */
  static EventDatabase openForRestore(DataFolder folder) {
    return openAny(folder, null, EventDatabase.LOCK_TIMEOUT);
  }

  private static void requireFinishedRestore(Path folder) {
    Path events = folder.resolve(EVENTS);
    try {
      if (Files.exists(events) && UnfinishedRestore.isMarked(readOnly(events))) {
        throw new DataFolderUnusableException(folder, UnfinishedRestore.SENTENCE, null);
      }
    } catch (SQLException e) {
      throw new DataFolderUnusableException(
          folder, "its database files cannot be opened: " + rootMessage(e), e);
    }
  }

  private static EventDatabase openAny(
      DataFolder folder, @Nullable DataFolder own, Duration lockTimeout) {
    SQLiteDataSource events = source(folder, EVENTS, WRITER_CACHE_KB, lockTimeout);
    SQLiteDataSource reads = source(folder, EVENTS, READER_CACHE_KB, lockTimeout);
    SQLiteDataSource blobs = source(folder, BLOBS, READER_CACHE_KB, Duration.ofSeconds(10));
    SQLiteDataSource keys = source(folder, KEYS, KEYS_CACHE_KB, Duration.ofSeconds(10));
    try {
      EventDatabase.migrate(events, "sqlite/events", null);
      EventDatabase.migrate(blobs, "sqlite/blobs", null);
      EventDatabase.migrate(keys, "sqlite/keys", null);
    } catch (FlywayException e) {
      throw new DataFolderUnusableException(
          folder.path(), "its database files cannot be opened: " + rootMessage(e), e);
    }
    HikariDataSource readPool =
        EventDatabase.pool(
            "annals-events", reads, EventDatabase.READERS, "PRAGMA query_only = true");
    // What is deleted is overwritten: it was to be gone.
    HikariDataSource blobPool =
        EventDatabase.pool(
            "annals-blobs", blobs, EventDatabase.BLOB_CONNECTIONS, "PRAGMA secure_delete = true");
    // What is deleted is overwritten: a key that was destroyed must not stay in a free page.
    HikariDataSource keyPool =
        EventDatabase.pool("annals-keys", keys, KEY_CONNECTIONS, "PRAGMA secure_delete = true");
    return new EventDatabase(
        new SqliteSql(), events::getConnection, readPool, blobPool, keyPool, null, own);
  }

  /**
   * Opens the files for reading only and takes no lock: a server may be at work on them.
   *
   * @throws DataFolderUnusableException if they are not there, or another release made them
   */
  static EventDatabase openForReading(Path folder) {
    requireFinishedRestore(folder);
    HikariDataSource events = readOnly(folder, EVENTS, EventDatabase.READERS);
    HikariDataSource blobs = null;
    HikariDataSource keys = null;
    try {
      blobs = readOnly(folder, BLOBS, EventDatabase.BLOB_CONNECTIONS);
      keys = readOnly(folder, KEYS, KEY_CONNECTIONS);
      return new EventDatabase(
          new SqliteSql(), SqliteFiles::noWriter, events, blobs, keys, null, null);
    } catch (RuntimeException e) {
      events.close();
      if (blobs != null) {
        blobs.close();
      }
      throw e;
    }
  }

  private static Connection noWriter() throws SQLException {
    throw new SQLException("The store was opened for reading only.");
  }

  private static HikariDataSource readOnly(Path folder, String file, int connections) {
    Path path = folder.toAbsolutePath().normalize();
    if (!Files.isRegularFile(path.resolve(file))) {
      throw new DataFolderUnusableException(
          path, "it holds no registry, for want of " + file, null);
    }
    SQLiteDataSource source = readOnly(path.resolve(file));
    String name = file.substring(0, file.indexOf('.'));
    try {
      String misfit = EventDatabase.misfit(source, "sqlite/" + name, null);
      if (misfit != null) {
        throw new DataFolderUnusableException(path, file + ": " + misfit, null);
      }
    } catch (FlywayException e) {
      throw new DataFolderUnusableException(path, file + ": " + rootMessage(e), e);
    }
    return EventDatabase.pool("annals-" + name, source, connections, null, true);
  }

  /** Connections that see what is committed, beside those of a server, and cannot write. */
  static SQLiteDataSource readOnly(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-" + READER_CACHE_KB);
    config.setBusyTimeout((int) Duration.ofSeconds(10).toMillis());
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static SQLiteDataSource source(
      DataFolder folder, String file, int cacheKb, Duration lockTimeout) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    // Only macOS knows the difference: there, a plain fsync does not empty the disk's own cache.
    config.enableFullSync(true);
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-" + cacheKb);
    config.setBusyTimeout((int) lockTimeout.toMillis());
    // An immediate one would begin anew right after each commit and hold the lock while idle.
    config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
    config.setWalAutocheckpoint(CHECKPOINT_PAGES);
    config.setJournalSizeLimit(LOG_LIMIT_BYTES);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + folder.file(file));
    return source;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
