package io.annals.query.database;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of one projection and where they live. Each projection has a file or a PostgreSQL
 * schema of its own, so that one can be thrown away or built anew without the others.
 *
 * <p>Its migrations make the tables that are named here, and a table {@code progress} in the form
 * of {@code V1__views.sql}, in which {@link io.annals.query.projection.ProgressStore} keeps how far
 * the projection has come.
 *
 * @param projection the projection's name, as operators say it
 * @param file the file in the data folder with SQLite, {@code NAME.db}
 * @param schema the schema with PostgreSQL
 * @param migrations the folder on the class path with its Flyway scripts; Flyway also reads what
 *     lies in folders below it
 * @param tables the tables that events make, each with the columns that put its rows in a fixed
 *     order
 * @param kept tables that something else than events makes: a copy takes over their rows
 * @param readers connections for queries at the most
 */
public record ViewSchema(
    String projection,
    String file,
    String schema,
    String migrations,
    Map<String, String> tables,
    List<String> kept,
    int readers) {

  /** What the registry shows: functions, workflows, their history and operations. */
  public static final ViewSchema REGISTRY =
      new ViewSchema(
          "registry",
          "views.db",
          "annals_views",
          "io/annals/query/migration",
          registryTables(),
          12);

  public ViewSchema {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    kept = List.copyOf(kept);
  }

  /** With nothing but what events make. */
  public ViewSchema(
      String projection,
      String file,
      String schema,
      String migrations,
      Map<String, String> tables,
      int readers) {
    this(projection, file, schema, migrations, tables, List.of(), readers);
  }

  /** The names of the tables that events make, in a fixed order. */
  public List<String> tableNames() {
    return List.copyOf(tables.keySet());
  }

  /** The file's name without its ending. */
  String stem() {
    return file.substring(0, file.lastIndexOf('.'));
  }

  private static Map<String, String> registryTables() {
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("functions", "row_id");
    tables.put("labels", "function_row, label_key");
    tables.put("tags", "function_row, tag");
    tables.put("history", "position");
    tables.put("documents", "digest");
    tables.put("revisions", "function_row, number");
    tables.put("alias_periods", "function_row, from_sequence, ordinal");
    tables.put("workflows", "row_id");
    tables.put("workflow_tags", "workflow_row, tag");
    tables.put("workflow_history", "position");
    tables.put("usages", "workflow_row, workflow_version, function_id, function_version");
    tables.put("dead_letters", "position");
    return tables;
  }
}
