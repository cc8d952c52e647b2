package io.annals.query.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens the schema {@value #SCHEMA} of a PostgreSQL database. */
final class PostgresViews {
  static final String SCHEMA = "annals_views";
  private static final int READERS = 12;

  /** The projection, its claims and one hand for an operator. */
  private static final int WRITERS = 3;

  private static final int CONNECT_TIMEOUT_SECONDS = 5;
  private static final int SOCKET_TIMEOUT_SECONDS = 60;

  private PostgresViews() {}

  static ViewDatabase open(String url, String user, String password) {
    PGSimpleDataSource migrations = source(url, user, password);
    migrations.setSocketTimeout(0);
    try {
      Migrations.run(migrations, Vendor.POSTGRESQL, SCHEMA);
    } catch (FlywayException e) {
      throw new ViewsUnusableException(
          "The tables of the views cannot be made in PostgreSQL: " + e.getMessage(), e);
    } catch (Migrations.LaterReleaseException e) {
      throw new ViewsUnusableException(
          e.getMessage() + " Run that release, or drop the schema " + SCHEMA + ".", e);
    }
    PGSimpleDataSource source = source(url, user, password);
    return new ViewDatabase(
        Vendor.POSTGRESQL,
        pool("annals-views", source, READERS, "SET default_transaction_read_only = on"),
        // What a crash takes of these commits, the token included, is shown again from the events.
        pool("annals-projection", source, WRITERS, "SET synchronous_commit = off"));
  }

  private static PGSimpleDataSource source(String url, String user, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new ViewsUnusableException("Not a JDBC address of PostgreSQL: " + url, e);
    }
    source.setUser(user);
    source.setPassword(password);
    source.setCurrentSchema(SCHEMA);
    source.setApplicationName("annals-views");
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
