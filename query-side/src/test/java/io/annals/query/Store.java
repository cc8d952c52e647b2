package io.annals.query;

import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewSchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The two databases that views may be in. */
enum Store {
  SQLITE {
    @Override
    Supplier<ViewDatabase> fresh(ViewSchema schema, Path folder) {
      return () -> ViewDatabase.sqlite(schema, folder);
    }
  },
  POSTGRESQL {
    @Override
    Supplier<ViewDatabase> fresh(ViewSchema schema, Path folder) {
      String url = Server.freshUrl();
      return () -> ViewDatabase.postgres(schema, url, "postgres", "postgres");
    }
  };

  /** What opens a database that is new, and the same one again each time after. */
  abstract Supplier<ViewDatabase> fresh(ViewSchema schema, Path folder);

  /** The same for the registry's views. */
  Supplier<ViewDatabase> fresh(Path folder) {
    return fresh(ViewSchema.REGISTRY, folder);
  }

  /** One PostgreSQL for the tests of this JVM, with a database for each. */
  private static final class Server {
    private static final EmbeddedPostgres POSTGRES = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    static String freshUrl() {
      String name = "views_" + DATABASES.incrementAndGet();
      try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return POSTGRES.getJdbcUrl("postgres", name);
    }

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
