package io.annals.transparency;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresFollowerTest extends FollowerContract {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void startServer() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  LogDatabase open() {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS " + LogDatabase.SCHEMA + " CASCADE");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return LogDatabase.postgres(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
  }
}
