package io.annals.query.function;

import io.annals.api.resource.Revision;
import io.annals.query.json.ViewJson;
import io.annals.query.state.FunctionRows;
import io.annals.query.state.Micros;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads revisions. */
public final class RevisionRows {
  private final JdbcTemplate jdbc;
  private final FunctionRows texts;

  public RevisionRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.texts = new FunctionRows(jdbc);
  }

  /** The revisions of a function that a condition on {@code revisions r} finds. */
  public List<Revision> find(String functionId, String conditionAndOrder, Object... arguments) {
    return select("SELECT r.* FROM revisions r " + conditionAndOrder, functionId, arguments);
  }

  /** The revisions that a condition on {@code revisions r} and {@code functions f} finds. */
  public List<Revision> findAnywhere(String conditionAndOrder, Object... arguments) {
    return select(
        "SELECT r.*, f.id AS function_id FROM revisions r"
            + " JOIN functions f ON f.row_id = r.function_row "
            + conditionAndOrder,
        null,
        arguments);
  }

  private List<Revision> select(String sql, @Nullable String functionId, Object... arguments) {
    List<Row> rows =
        jdbc.query(
            sql,
            (row, number) ->
                new Row(
                    new Revision(
                        row.getString("id"),
                        functionId == null ? row.getString("function_id") : functionId,
                        row.getLong("number"),
                        row.getLong("version"),
                        Map.of(),
                        row.getString("runtime"),
                        row.getString("entrypoint"),
                        Map.of(),
                        row.getString("message"),
                        row.getString("author"),
                        Micros.instant(row.getLong("create_time"))),
                    row.getString("files"),
                    row.getString("settings")),
            arguments);
    return rows.stream().map(this::complete).toList();
  }

  private record Row(Revision revision, String files, String settings) {}

  private Revision complete(Row row) {
    Revision bare = row.revision();
    return new Revision(
        bare.id(),
        bare.functionId(),
        bare.number(),
        bare.version(),
        ViewJson.readFiles(texts.text(row.files())),
        bare.runtime(),
        bare.entrypoint(),
        ViewJson.readObject(texts.text(row.settings())),
        bare.message(),
        bare.author(),
        bare.createTime());
  }
}
