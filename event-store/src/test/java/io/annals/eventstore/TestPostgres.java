package io.annals.eventstore;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One durable PostgreSQL for the tests of this JVM, with a database for each test. */
final class TestPostgres {
  private static final EmbeddedPostgres SERVER = start();
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  /** The JDBC address of a new, empty database. The one before is dropped: its test is over. */
  static String freshUrl() {
    int number = DATABASES.incrementAndGet();
    String name = "annals_" + number;
    execute("DROP DATABASE IF EXISTS annals_" + (number - 1) + " WITH (FORCE)");
    execute("CREATE DATABASE " + name);
    return SERVER.getJdbcUrl("postgres", name);
  }

  static EventDatabase freshDatabase() {
    return open(freshUrl());
  }

  static EventDatabase open(String url) {
    return EventDatabase.postgres(url, "postgres", "postgres");
  }

  /** Runs a statement as administrator, outside of the databases of the tests. */
  static void execute(String sql) {
    try (Connection connection = SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EmbeddedPostgres start() {
    try {
      // Both are off by default there: fast, and a lie.
      return EmbeddedPostgres.builder()
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("full_page_writes", "on")
          .setServerConfig("max_connections", "300")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
