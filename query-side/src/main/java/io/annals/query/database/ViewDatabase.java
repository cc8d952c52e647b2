package io.annals.query.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.axonframework.common.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * An open database for views, migrated to this release's schema. Views are disposable: what cannot
 * be read is rebuilt from the events. They can also be built anew beside those that are served, as
 * a {@link #copy}, which then takes their place.
 *
 * <p>Thread-safe. Close it last.
 */
public final class ViewDatabase implements AutoCloseable {
  private final ViewSchema schema;
  private final Vendor vendor;
  private final @Nullable ViewPlace place;
  private final SwitchedSource readers;
  private final SwitchedSource writers;
  private final JdbcTemplate reads;
  private final JdbcTemplate writes;
  private final TransactionManager transactions;
  private boolean closed;

  /**
   * @param place null for a copy, which cannot be copied
   */
  ViewDatabase(ViewSchema schema, Vendor vendor, ViewPools pools, @Nullable ViewPlace place) {
    this.schema = schema;
    this.vendor = vendor;
    this.place = place;
    this.readers = new SwitchedSource(pools.readers());
    this.writers = new SwitchedSource(pools.writers());
    this.reads = new JdbcTemplate(readers);
    this.writes = new JdbcTemplate(writers);
    this.transactions = new ViewTransactions(new JdbcTransactionManager(writers));
  }

  /**
   * Opens the file of a projection in a folder. A file that is damaged, or was written by a later
   * release, is thrown away; the views are then empty and have to be rebuilt.
   *
   * @throws ViewsUnusableException if the folder cannot be written
   */
  public static ViewDatabase sqlite(ViewSchema schema, Path folder) {
    return SqliteViews.open(schema, folder);
  }

  /** Opens {@link ViewSchema#REGISTRY} in a folder. */
  public static ViewDatabase sqlite(Path folder) {
    return sqlite(ViewSchema.REGISTRY, folder);
  }

  /**
   * Opens the schema of a projection in a PostgreSQL database and makes it where it is missing.
   *
   * @param url of JDBC, {@code jdbc:postgresql://host/database}
   * @throws ViewsUnusableException if the server cannot be used, or its views were written by a
   *     later release
   */
  public static ViewDatabase postgres(ViewSchema schema, String url, String user, String password) {
    return PostgresViews.open(schema, url, user, password);
  }

  /** Opens {@link ViewSchema#REGISTRY} in a PostgreSQL database. */
  public static ViewDatabase postgres(String url, String user, String password) {
    return postgres(ViewSchema.REGISTRY, url, user, password);
  }

  /** The file in a data folder that a projection's views are in just now; it may not exist. */
  public static Path servedFile(ViewSchema schema, Path folder) {
    return new ViewFiles(folder, schema).served();
  }

  /** The tables that it holds. */
  public ViewSchema schema() {
    return schema;
  }

  public Vendor vendor() {
    return vendor;
  }

  /** For queries: each statement sees the views as of one commit. */
  public JdbcTemplate reads() {
    return reads;
  }

  /** For the projection, inside of {@link #transactions}. */
  public JdbcTemplate writes() {
    return writes;
  }

  /** Transactions of {@link #writes}. One inside of another joins it. */
  public TransactionManager transactions() {
    return transactions;
  }

  /**
   * Makes an empty copy beside these views.
   *
   * @param mark tells it from those of other nodes: 1 to 20 characters of {@code [a-z0-9]}
   * @throws ViewsUnusableException if it cannot be made
   */
  public ViewCopy copy(String mark) {
    return place().copy(this, mark);
  }

  /**
   * Removes what copies left behind whose process died.
   *
   * @param living asked for the marks of those that are at work
   */
  public void cleanCopies(Supplier<Set<String>> living) {
    place().clean(living);
  }

  private ViewPlace place() {
    if (place == null) {
      throw new IllegalStateException("This is a copy itself.");
    }
    return place;
  }

  /** Where a connection to listen on comes from, outside of any pool. */
  @FunctionalInterface
  public interface ListeningSource {
    /** Opens one, which the caller closes. */
    Connection open() throws SQLException;
  }

  /** Connections to hear other processes on; null where no others share these views. */
  public @Nullable ListeningSource listeners() {
    return place == null ? null : place.listeners();
  }

  /** Lets SQLite copy its log into the file, on a connection apart from any transaction. */
  void foldLog() {
    try (Connection connection = writers.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("The log of the views cannot be folded in.", e);
    }
  }

  /** The connections that were in use before {@link #serveFrom}. */
  record Former(SwitchedSource.Target readers, SwitchedSource.Target writers) {
    /** Closes them when their last statements have ended, or the patience has. */
    void retire(Duration patience) {
      readers.retire(patience);
      writers.retire(patience);
    }
  }

  /** Uses these connections from now on. */
  Former serveFrom(ViewPools pools) {
    // Readers last: what they see must not be behind what the projection builds on.
    SwitchedSource.Target formerWriters = writers.switchTo(pools.writers());
    return new Former(readers.switchTo(pools.readers()), formerWriters);
  }

  /** Closes the connections. A second call does nothing. */
  @Override
  public synchronized void close() {
    readers.close();
    writers.close();
    if (!closed && place != null) {
      place.closed();
    }
    closed = true;
  }
}
