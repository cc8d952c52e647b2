package io.annals.eventstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for views beside an empty store that show events, which are then another registry's: they
 * would take the restored events for ones that they show already. Each keeps how far it has come in
 * a table {@value #PROGRESS}.
 */
final class LeftViews {
  private static final String PROGRESS = "progress";
  private static final Set<String> OWN =
      Set.of(SqliteFiles.EVENTS, SqliteFiles.BLOBS, SqliteFiles.KEYS);

  private LeftViews() {}

  /** The file of such views in a data folder; null where there is none. */
  static @Nullable String in(Path folder) throws SQLException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(LeftViews::mayBeViews).toList()) {
        try (Connection connection = SqliteFiles.readOnly(file).getConnection()) {
          if (showsEvents(connection, null)) {
            return file.getFileName().toString();
          }
        }
      }
      return null;
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  /** The schema of such views in a PostgreSQL database; null where there is none. */
  static @Nullable String in(Connection postgres) throws SQLException {
    List<String> schemas = new ArrayList<>();
    try (ResultSet found =
        postgres.getMetaData().getTables(null, PostgresSql.SCHEMA + "\\_%", PROGRESS, null)) {
      while (found.next()) {
        schemas.add(found.getString("TABLE_SCHEM"));
      }
    }
    for (String schema : schemas) {
      if (showsEvents(postgres, schema)) {
        return schema;
      }
    }
    return null;
  }

  private static boolean mayBeViews(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".db") && !OWN.contains(name);
  }

  private static boolean showsEvents(Connection connection, @Nullable String schema)
      throws SQLException {
    try (ResultSet tables = connection.getMetaData().getTables(null, schema, PROGRESS, null)) {
      if (!tables.next()) {
        return false;
      }
    }
    String table = schema == null ? PROGRESS : '"' + schema + "\"." + PROGRESS;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT max(position) FROM " + table)) {
      return row.next() && row.getLong(1) > 0;
    }
  }
}
