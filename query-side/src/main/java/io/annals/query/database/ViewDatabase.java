package io.annals.query.database;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.axonframework.common.transaction.TransactionManager;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * An open database for views, migrated to this release's schema. Views are disposable: what cannot
 * be read is rebuilt from the events.
 *
 * <p>Thread-safe. Close it last.
 */
public final class ViewDatabase implements AutoCloseable {
  private final ViewSchema schema;
  private final Vendor vendor;
  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final JdbcTemplate reads;
  private final JdbcTemplate writes;
  private final TransactionManager transactions;

  ViewDatabase(
      ViewSchema schema, Vendor vendor, HikariDataSource readers, HikariDataSource writers) {
    this.schema = schema;
    this.vendor = vendor;
    this.readers = readers;
    this.writers = writers;
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

  /** Closes the connections. A second call does nothing. */
  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
