package io.annals.server.endtoend;

import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.Postgres;
import io.annals.server.ServerSettings.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Where one registry keeps everything: a data folder, and a database of its own where the store is
 * PostgreSQL.
 *
 * @param postgres null with SQLite
 */
record Place(Path data, Store store, @Nullable Postgres postgres) implements AutoCloseable {
  /** The root key of every registry in these tests. */
  static final String KEY = "end-to-end-key";

  /** A place where nothing is yet. */
  static Place fresh(Store store) {
    try {
      return new Place(
          Files.createTempDirectory("annals-" + store.name().toLowerCase(java.util.Locale.ROOT)),
          store,
          store == Store.POSTGRES ? TestPostgres.freshDatabase() : null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a server in this process needs to work here, on any free port. */
  ServerSettings settings() {
    return new ServerSettings(data, 0, 0, store, postgres, KEY, true);
  }

  /** The words after {@code serve} with which a process works here, on any free port. */
  List<String> arguments() {
    return List.of(
        "--data",
        data.toString(),
        "--port",
        "0",
        "--grpc-port",
        "0",
        "--store",
        store.name().toLowerCase(java.util.Locale.ROOT));
  }

  /** The environment with which a process works here. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("ANNALS_ROOT_KEY", KEY);
    if (postgres != null) {
      environment.put("ANNALS_POSTGRES_URL", postgres.url());
      environment.put("ANNALS_POSTGRES_USER", Objects.requireNonNull(postgres.user()));
      environment.put("ANNALS_POSTGRES_PASSWORD", Objects.requireNonNull(postgres.password()));
    }
    return environment;
  }

  /** A connection to the events, beside those of the registry. */
  Connection openEvents() throws SQLException {
    if (postgres == null) {
      return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("events.db"));
    }
    Connection connection = openPostgres();
    connection.setSchema("annals");
    return connection;
  }

  /** The rows of a query on the events, the columns of a row joined by a space. */
  List<String> events(String sql) throws SQLException {
    try (Connection connection = openEvents();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        StringBuilder row = new StringBuilder(String.valueOf(rows.getString(1)));
        for (int i = 2; i <= rows.getMetaData().getColumnCount(); i++) {
          row.append(' ').append(rows.getString(i));
        }
        found.add(row.toString());
      }
      return found;
    }
  }

  /** Throws all views away; no registry may be running. */
  void deleteViews() throws IOException, SQLException {
    if (postgres == null) {
      for (String suffix : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(data.resolve("views.db" + suffix));
      }
      return;
    }
    try (Connection connection = openPostgres();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA annals_views CASCADE");
    }
  }

  private Connection openPostgres() throws SQLException {
    Postgres server = Objects.requireNonNull(postgres);
    return DriverManager.getConnection(server.url(), server.user(), server.password());
  }

  /** Deletes the folder. */
  @Override
  public void close() {
    try {
      FileSystemUtils.deleteRecursively(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
