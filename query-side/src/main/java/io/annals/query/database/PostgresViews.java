package io.annals.query.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.annals.query.database.ViewDatabase.ListeningSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schema of a projection in a PostgreSQL database. */
final class PostgresViews implements ViewPlace {
  private static final Logger log = LoggerFactory.getLogger(PostgresViews.class);

  /** Under this name PostgreSQL shows the one connection of each node that hears of the others. */
  static final String LISTENER = "annals-news";

  /** The projection, its claims and one hand for an operator. */
  private static final int WRITERS = 3;

  /**
   * How long a node may stand still inside a transaction before the server ends it. Shorter than a
   * claim lasts, so that another node can take over from a frozen one.
   */
  private static final int FROZEN_TIMEOUT_MILLIS = 4_000;

  private static final int CONNECT_TIMEOUT_SECONDS = 5;

  /** A statement that is silent for so long belongs to a connection that is dead. */
  private static final int SOCKET_TIMEOUT_SECONDS = 15;

  /** The same where a copy is filled: nobody waits for it, and its statements take longer. */
  private static final int COPY_TIMEOUT_SECONDS = 60;

  /** The same of one that only hears, and asks for a number now and then. */
  private static final int NEWS_TIMEOUT_SECONDS = 5;

  /** How soon a server of several is asked again whether it is the primary one. */
  private static final int HOST_RECHECK_SECONDS = 1;

  /** How often, and for how long each time, a schema is tried to be dropped under its readers. */
  private static final int DROPS = 10;

  private static final String DROP_PATIENCE = "2s";

  private static final String COPY = "_copy_";
  private static final String FORMER = "_former_";

  private final ViewSchema views;
  private final String url;
  private final String user;
  private final String password;

  private PostgresViews(ViewSchema views, String url, String user, String password) {
    this.views = views;
    this.url = url;
    this.user = user;
    this.password = password;
  }

  static ViewDatabase open(ViewSchema views, String url, String user, String password) {
    PostgresViews place = new PostgresViews(views, url, user, password);
    place.migrate(views.schema());
    return new ViewDatabase(
        views, Vendor.POSTGRESQL, place.pools(views.schema(), SOCKET_TIMEOUT_SECONDS), place);
  }

  private void migrate(String schema) {
    try {
      Migrations.run(unhurried(schema), Vendor.POSTGRESQL, views, schema);
    } catch (FlywayException e) {
      throw new ViewsUnusableException(
          "The tables of the views cannot be made in PostgreSQL: " + e.getMessage(), e);
    } catch (Migrations.LaterReleaseException e) {
      throw new ViewsUnusableException(
          e.getMessage() + " Run that release, or drop the schema " + schema + ".", e);
    }
  }

  private ViewPools pools(String schema, int silenceSeconds) {
    PGSimpleDataSource source = source(schema);
    source.setSocketTimeout(silenceSeconds);
    return new ViewPools(
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

  /** The schema of a copy. */
  String copy(String mark) {
    return views.schema() + COPY + mark;
  }

  /** The schema that a copy has replaced. */
  String former(String mark) {
    return views.schema() + FORMER + mark;
  }

  @Override
  public ViewCopy copy(ViewDatabase serving, String mark) {
    if (!mark.matches("[a-z0-9]{1,20}")) {
      throw new IllegalArgumentException(mark);
    }
    String schema = copy(mark);
    drop(schema);
    migrate(schema);
    ViewDatabase database =
        new ViewDatabase(views, Vendor.POSTGRESQL, pools(schema, COPY_TIMEOUT_SECONDS), null);
    return new PostgresCopy(this, serving, database, mark);
  }

  @Override
  public void clean(Supplier<Set<String>> living) {
    Map<String, String> found = new LinkedHashMap<>();
    try (Connection connection = unhurried(views.schema()).getConnection();
        Statement statement = connection.createStatement();
        ResultSet schemas = statement.executeQuery("SELECT nspname FROM pg_namespace")) {
      while (schemas.next()) {
        String schema = schemas.getString(1);
        for (String kind : List.of(COPY, FORMER)) {
          String prefix = views.schema() + kind;
          if (schema.startsWith(prefix)) {
            found.put(schema, schema.substring(prefix.length()));
          }
        }
      }
    } catch (SQLException e) {
      log.warn("What copies of the views left behind is not removed: {}", e.getMessage());
    }
    if (!found.isEmpty()) {
      // Asked for only now: whoever made one of these was at work before.
      found.values().removeAll(living.get());
      found.keySet().forEach(this::drop);
    }
  }

  /** Drops a schema where it exists, when nobody reads it any more. */
  void drop(String schema) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = unhurried(views.schema()).getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SET lock_timeout = '" + DROP_PATIENCE + "'");
        statement.execute("SET client_min_messages = warning");
        statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        return;
      } catch (SQLException e) {
        if (attempt == DROPS) {
          log.warn(
              "The schema {} is not needed any more and cannot be dropped now: {}",
              schema,
              e.getMessage());
          return;
        }
      }
    }
  }

  @Override
  public ListeningSource listeners() {
    PGSimpleDataSource source = source(views.schema());
    source.setApplicationName(LISTENER);
    source.setSocketTimeout(NEWS_TIMEOUT_SECONDS);
    return source::getConnection;
  }

  @Override
  public void closed() {
    // Nothing is left behind.
  }

  /** For work that may take longer than any query. */
  private PGSimpleDataSource unhurried(String schema) {
    PGSimpleDataSource source = source(schema);
    source.setSocketTimeout(0);
    return source;
  }

  private PGSimpleDataSource source(String schema) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new ViewsUnusableException("Not a JDBC address of PostgreSQL: " + url, e);
    }
    source.setUser(user);
    source.setPassword(password);
    source.setCurrentSchema(schema);
    source.setApplicationName("annals-" + views.stem());
    source.setReWriteBatchedInserts(true);
    source.setTcpKeepAlive(true);
    source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    source.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
    source.setHostRecheckSeconds(HOST_RECHECK_SECONDS);
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
