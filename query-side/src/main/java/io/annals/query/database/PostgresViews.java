package io.annals.query.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens the schema of a projection in a PostgreSQL database. */
final class PostgresViews {
  /** The projection, its claims and one hand for an operator. */
  private static final int WRITERS = 3;

  /**
   * How long a node may stand still inside a transaction before the server ends it. Shorter than a
   * claim lasts, so that another node can take over from a frozen one.
   */
  private static final int FROZEN_TIMEOUT_MILLIS = 4_000;

  private static final int CONNECT_TIMEOUT_SECONDS = 5;
  private static final int SOCKET_TIMEOUT_SECONDS = 60;

  private PostgresViews() {}

  static ViewDatabase open(ViewSchema views, String url, String user, String password) {
    PGSimpleDataSource migrations = source(views, url, user, password);
    migrations.setSocketTimeout(0);
    try {
      Migrations.run(migrations, Vendor.POSTGRESQL, views, views.schema());
    } catch (FlywayException e) {
      throw new ViewsUnusableException(
          "The tables of the views cannot be made in PostgreSQL: " + e.getMessage(), e);
    } catch (Migrations.LaterReleaseException e) {
      throw new ViewsUnusableException(
          e.getMessage() + " Run that release, or drop the schema " + views.schema() + ".", e);
    }
    PGSimpleDataSource source = source(views, url, user, password);
    return new ViewDatabase(
        views,
        Vendor.POSTGRESQL,
        pool(
            "annals-" + views.stem(),
            source,
            views.readers(),
            "SET default_transaction_read_only = on"),
        // What a crash takes of these commits, the token included, is shown again from the events.
        pool(
            "annals-projection-" + views.projection(),
            source,
            WRITERS,
            "SET synchronous_commit = off; SET idle_in_transaction_session_timeout = "
                + FROZEN_TIMEOUT_MILLIS));
  }

  private static PGSimpleDataSource source(
      ViewSchema views, String url, String user, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new ViewsUnusableException("Not a JDBC address of PostgreSQL: " + url, e);
    }
    source.setUser(user);
    source.setPassword(password);
    source.setCurrentSchema(views.schema());
    source.setApplicationName("annals-" + views.stem());
    source.setReWriteBatchedInserts(true);
    source.setTcpKeepAlive(true);
    source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
    return source;
  }

  private static HikariDataSource pool(
      String name, PGSimpleDataSource source, int size, @Nullable String firstStatement) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5_000);
    config.setConnectionInitSql(firstStatement);
    return new HikariDataSource(config);
  }
}
