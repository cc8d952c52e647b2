package io.annals.query.workflow;

import io.annals.api.function.FunctionIds;
import io.annals.api.operation.EventFacts;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.WorkflowRef;
import io.annals.api.workflow.WorkflowDefinition;
import io.annals.query.database.Vendor;
import io.annals.query.json.StoredText;
import io.annals.query.json.ViewJson;
import io.annals.query.state.FunctionRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads workflows, as they are and as of an event. */
public final class WorkflowRows {
  private static final String TEXT =
      "COALESCE((SELECT content FROM documents d WHERE d.digest = %1$s.definition), %1$s.definition)"
          + " AS text";

  private static final String CURRENT =
      "SELECT w.row_id, w.id, w.namespace, w.name, w.definition, "
          + TEXT.formatted("w")
          + ", w.version, w.sequence, w.position, w.create_time, w.update_time, w.delete_time,"
          + " w.creator, w.updater FROM workflows w ";

  private static final String HISTORY =
      "SELECT w.row_id, w.id, w.namespace, h.name, h.definition, "
          + TEXT.formatted("h")
          + ", h.version, h.sequence, h.position, w.create_time, h.time AS update_time,"
          + " h.delete_time, w.creator, h.principal AS updater, h.type, h.changed, h.restored,"
          + " h.made_version, h.dialect"
          + " FROM workflow_history h JOIN workflows w ON w.row_id = h.workflow_row ";

  private static final String AT_INSTANT =
      """
      WITH at_instant AS (
        SELECT c.row_id, c.id, c.namespace, h.name, h.definition,
          COALESCE(d.content, h.definition) AS text, h.version, h.sequence, h.position,
          c.create_time, h.time AS update_time, h.delete_time, c.creator, h.principal AS updater
        FROM workflows c
        JOIN workflow_history h ON h.workflow_row = c.row_id
        LEFT JOIN documents d ON d.digest = h.definition
        WHERE h.sequence = (SELECT x.sequence FROM workflow_history x
          WHERE x.workflow_row = c.row_id AND x.time <= ? ORDER BY x.sequence DESC LIMIT 1)),
      fields AS (
        SELECT b.*, %s AS display_name FROM (SELECT a.*, %s AS json FROM at_instant a) b)
      SELECT w.* FROM fields w
      """;

  private final JdbcTemplate jdbc;

  public WorkflowRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The current states that a condition on {@code workflows w} finds. */
  List<WorkflowState> current(String conditionAndOrder, Object... arguments) {
    return jdbc.query(CURRENT + conditionAndOrder, (row, number) -> state(row), arguments);
  }

  /**
   * The states at an instant that a condition on {@code w} finds. To it, {@code w} has the columns
   * of {@code workflows}, and {@code json}: the definition.
   *
   * @param micros the instant, in microseconds since 1970
   */
  List<WorkflowState> at(
      Vendor vendor, long micros, String conditionAndOrder, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = micros;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    String source =
        AT_INSTANT.formatted(vendor.jsonText("b.json", "displayName"), vendor.json("a.text"));
    return jdbc.query(source + conditionAndOrder, (row, number) -> state(row), all);
  }

  /** How many a condition on {@code workflows w} finds. */
  long count(String condition, Object... arguments) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            "SELECT COUNT(*) FROM workflows w " + condition, Long.class, arguments));
  }

  /** The current state, also of a deleted one. */
  public Optional<WorkflowState> findById(String id) {
    return current("WHERE w.id = ?", id).stream().findFirst();
  }

  /**
   * The workflow, also a deleted one; by name the live one first, then the one that had it last.
   */
  public Optional<WorkflowState> find(WorkflowRef ref) {
    boolean byId = FunctionIds.isId(ref.idOrName());
    List<WorkflowState> found =
        byId
            ? current("WHERE w.id = ?", ref.idOrName())
            : current(
                "WHERE w.namespace = ? AND w.name = ? ORDER BY"
                    + " CASE WHEN w.delete_time IS NULL THEN 0 ELSE 1 END, w.position DESC LIMIT 1",
                ref.namespace(),
                ref.idOrName());
    return found.stream()
        .filter(state -> !byId || ref.scope() == null || ref.scope().equals(state.namespace()))
        .findFirst();
  }

  /** What to answer where there is none. */
  public static ProblemException missing(WorkflowRef ref) {
    return ProblemException.notFound("There is no workflow " + ref.idOrName() + ".");
  }

  /** The entries that a condition on {@code workflow_history h} and {@code workflows w} finds. */
  public List<WorkflowEntry> history(String conditionAndOrder, Object... arguments) {
    return jdbc.query(HISTORY + conditionAndOrder, (row, number) -> entry(row), arguments);
  }

  /** The entry of one event of a workflow. */
  public Optional<WorkflowEntry> find(String id, long sequence) {
    return history("WHERE w.id = ? AND h.sequence = ?", id, sequence).stream().findFirst();
  }

  private static WorkflowEntry entry(ResultSet row) throws SQLException {
    WorkflowState state = state(row);
    EventFacts facts =
        new EventFacts(
            row.getString("type"),
            ViewJson.readStrings(row.getString("changed")),
            FunctionRows.longOrNull(row, "restored"),
            row.getInt("made_version") == 1
                ? OptionalLong.of(state.version())
                : OptionalLong.empty(),
            null,
            null);
    return new WorkflowEntry(state, facts, row.getString("dialect"));
  }

  private static WorkflowState state(ResultSet row) throws SQLException {
    return new WorkflowState(
        row.getLong("row_id"),
        row.getString("id"),
        row.getString("namespace"),
        row.getString("name"),
        ViewJson.read(row.getString("text"), WorkflowDefinition.class),
        row.getString("definition"),
        row.getLong("version"),
        row.getLong("sequence"),
        row.getLong("position"),
        row.getLong("create_time"),
        row.getLong("update_time"),
        FunctionRows.longOrNull(row, "delete_time"),
        row.getString("creator"),
        row.getString("updater"));
  }

  /** The definition as its column holds it, and the document beside it, if it is a large one. */
  static StoredText stored(WorkflowDefinition definition) {
    return StoredText.of(ViewJson.write(definition));
  }
}
