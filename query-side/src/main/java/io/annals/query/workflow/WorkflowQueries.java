package io.annals.query.workflow;

import io.annals.api.function.FunctionIds;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.CountWorkflows;
import io.annals.api.query.FindWorkflow;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.query.ListWorkflowVersions;
import io.annals.api.query.ListWorkflows;
import io.annals.api.query.WorkflowRef;
import io.annals.api.resource.Page;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.query.database.Vendor;
import io.annals.query.database.ViewDatabase;
import io.annals.query.json.WellFormed;
import io.annals.query.list.FilterField;
import io.annals.query.list.FilterSql;
import io.annals.query.list.Ordering;
import io.annals.query.list.Ordering.Key;
import io.annals.query.list.PageToken;
import io.annals.query.list.SqlCondition;
import io.annals.query.state.Micros;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers about workflows and their versions. */
public final class WorkflowQueries {
  private static final Map<String, Key<WorkflowState>> KEYS = keys();
  private static final Map<String, Key<WorkflowEntry>> VERSION_KEYS =
      Map.of(
          "version", new Key<>("h.version", entry -> entry.state().version()),
          "createTime", new Key<>("h.time", entry -> entry.state().updateTime()));

  private final WorkflowRows rows;
  private final FilterSql filters;
  private final FilterSql versionFilters;
  private final Vendor vendor;
  private final FilterSql filtersAtInstant;

  public WorkflowQueries(ViewDatabase database) {
    this.rows = new WorkflowRows(database.reads());
    this.vendor = database.vendor();
    this.filters = new FilterSql(vendor, fields());
    Map<String, FilterField> fieldsAtInstant = fields();
    fieldsAtInstant.put(
        "tags",
        new FilterField.Members(
            "SELECT 1 FROM " + vendor.jsonElements("w.json", "tags") + " WHERE 1 = 1", "e.value"));
    this.filtersAtInstant = new FilterSql(vendor, fieldsAtInstant);
    this.versionFilters = new FilterSql(database.vendor(), versionFields());
  }

  @QueryHandler
  public Workflow find(FindWorkflow query) {
    if (query.asOf() != null) {
      return asOf(query.workflow(), query.asOf(), query.showDeleted());
    }
    WorkflowState found = state(query.workflow());
    if (found.deleteTime() != null && !query.showDeleted()) {
      throw WorkflowRows.missing(query.workflow());
    }
    return found.toWorkflow();
  }

  private Workflow asOf(WorkflowRef ref, Instant instant, boolean showDeleted) {
    return stateAt(ref, Micros.ofAny(instant), showDeleted)
        .filter(state -> showDeleted || state.deleteTime() == null)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "There was no workflow %s at %s.".formatted(ref.idOrName(), instant)))
        .toWorkflow();
  }

  /** A name is that of the workflow which had it then; where none did, of the one that has it. */
  private Optional<WorkflowState> stateAt(WorkflowRef ref, long micros, boolean showDeleted) {
    if (!FunctionIds.isId(ref.idOrName())) {
      Optional<WorkflowState> former =
          rows
              .at(
                  vendor,
                  micros,
                  "WHERE w.namespace = ? AND w.name = ?"
                      + (showDeleted ? "" : " AND w.delete_time IS NULL")
                      + " ORDER BY CASE WHEN w.delete_time IS NULL THEN 0 ELSE 1 END,"
                      + " w.position DESC LIMIT 1",
                  ref.namespace(),
                  ref.idOrName())
              .stream()
              .findFirst();
      if (former.isPresent()) {
        return former;
      }
    }
    return rows.find(ref)
        .flatMap(
            found ->
                rows
                    .history(
                        "WHERE h.workflow_row = ? AND h.time <= ? ORDER BY h.sequence DESC LIMIT 1",
                        found.row(),
                        micros)
                    .stream()
                    .findFirst())
        .map(WorkflowEntry::state);
  }

  @QueryHandler
  public WorkflowVersion find(FindWorkflowVersion query) {
    WorkflowState found = state(query.workflow());
    return rows
        .history(
            "WHERE h.workflow_row = ? AND h.version = ? AND h.made_version = 1",
            found.row(),
            query.version())
        .stream()
        .findFirst()
        .map(WorkflowEntry::toVersion)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "Workflow %s has no version %d."
                        .formatted(query.workflow().idOrName(), query.version())));
  }

  private WorkflowState state(WorkflowRef ref) {
    return rows.find(ref).orElseThrow(() -> WorkflowRows.missing(ref));
  }

  @QueryHandler
  public Page<Workflow> list(ListWorkflows query) {
    Ordering<WorkflowState> order =
        Ordering.of(query.orderBy(), KEYS, new Key<>("w.row_id", WorkflowState::row), false);
    PageToken tokens =
        PageToken.of(
            "workflows",
            query.namespace(),
            query.filter(),
            query.orderBy(),
            query.showDeleted(),
            query.asOf());
    long @Nullable [] after = tokens.read(query.page(), 1);
    SqlCondition condition = new SqlCondition();
    if (query.namespace() != null) {
      condition.and("w.namespace = ?", query.namespace());
    }
    if (!query.showDeleted()) {
      condition.and("w.delete_time IS NULL");
    }
    (query.asOf() == null ? filters : filtersAtInstant).add(query.filter(), condition);
    if (after != null) {
      order.after(entry(after[0]).state(), condition);
    }
    int size = query.page().size();
    String sql = condition.sql(order.sql() + " LIMIT ?");
    Object[] arguments = condition.arguments((long) size + 1);
    List<WorkflowState> found =
        query.asOf() == null
            ? rows.current(sql, arguments)
            : rows.at(vendor, Micros.ofAny(query.asOf()), sql, arguments);
    return page(found, size, WorkflowState::toWorkflow, WorkflowState::position, tokens);
  }

  @QueryHandler
  public Long count(CountWorkflows query) {
    SqlCondition condition = new SqlCondition();
    condition.and("w.delete_time IS NULL");
    if (query.namespace() != null) {
      condition.and("w.namespace = ?", query.namespace());
    }
    filters.add(query.filter(), condition);
    return rows.count(condition.sql(""), condition.arguments());
  }

  @QueryHandler
  public Page<WorkflowVersion> list(ListWorkflowVersions query) {
    WorkflowState found = state(query.workflow());
    Ordering<WorkflowEntry> order =
        Ordering.of(
            query.orderBy(),
            VERSION_KEYS,
            new Key<>("h.sequence", entry -> entry.state().sequence()),
            query.orderBy().isEmpty());
    PageToken tokens =
        PageToken.of("workflowVersions", found.id(), query.filter(), query.orderBy());
    long @Nullable [] after = tokens.read(query.page(), 1);
    SqlCondition condition = new SqlCondition();
    condition.and("h.workflow_row = ? AND h.made_version = 1", found.row());
    versionFilters.add(query.filter(), condition);
    if (after != null) {
      order.after(entry(after[0]), condition);
    }
    int size = query.page().size();
    List<WorkflowEntry> entries =
        rows.history(condition.sql(order.sql() + " LIMIT ?"), condition.arguments((long) size + 1));
    return page(entries, size, WorkflowEntry::toVersion, entry -> entry.state().position(), tokens);
  }

  private WorkflowEntry entry(long position) {
    return rows.history("WHERE h.position = ?", position).stream()
        .findFirst()
        .orElseThrow(PageToken::foreign);
  }

  private static <S, R> Page<R> page(
      List<S> found, int size, Function<S, R> shown, ToLongFunction<S> position, PageToken tokens) {
    boolean more = found.size() > size;
    List<S> members = more ? found.subList(0, size) : found;
    return new Page<>(
        members.stream().map(shown).toList(),
        more ? tokens.after(position.applyAsLong(members.get(size - 1))) : null);
  }

  private static Map<String, Key<WorkflowState>> keys() {
    Map<String, Key<WorkflowState>> keys = new LinkedHashMap<>();
    keys.put("id", new Key<>("w.id", WorkflowState::id));
    keys.put("name", new Key<>("w.name", state -> WellFormed.text(state.name())));
    keys.put(
        "displayName",
        new Key<>("w.display_name", state -> WellFormed.text(state.definition().displayName())));
    keys.put("version", new Key<>("w.version", WorkflowState::version));
    keys.put("createTime", new Key<>("w.create_time", WorkflowState::createTime));
    keys.put("updateTime", new Key<>("w.update_time", WorkflowState::updateTime));
    keys.put("creator", new Key<>("w.creator", WorkflowState::creator));
    keys.put("updater", new Key<>("w.updater", WorkflowState::updater));
    return keys;
  }

  private static Map<String, FilterField> fields() {
    Map<String, FilterField> fields = new LinkedHashMap<>();
    fields.put("id", new FilterField.Text("w.id"));
    fields.put("name", new FilterField.Text("w.name"));
    fields.put("displayName", new FilterField.Text("w.display_name"));
    fields.put("version", new FilterField.Number("w.version"));
    fields.put("createTime", new FilterField.Time("w.create_time"));
    fields.put("updateTime", new FilterField.Time("w.update_time"));
    fields.put("creator", new FilterField.Text("w.creator"));
    fields.put("updater", new FilterField.Text("w.updater"));
    fields.put(
        "tags",
        new FilterField.Members(
            "SELECT 1 FROM workflow_tags t WHERE t.workflow_row = w.row_id", "t.tag"));
    fields.put(
        "functions",
        new FilterField.Members(
            "SELECT 1 FROM usages u WHERE u.workflow_row = w.row_id"
                + " AND u.workflow_version = w.version",
            "u.function_id"));
    fields.put(
        "functionVersions",
        new FilterField.Members(
            "SELECT 1 FROM usages u WHERE u.workflow_row = w.row_id"
                + " AND u.workflow_version = w.version",
            "(u.function_id || '.' || u.function_version)"));
    return fields;
  }

  private static Map<String, FilterField> versionFields() {
    Map<String, FilterField> fields = new LinkedHashMap<>();
    fields.put("version", new FilterField.Number("h.version"));
    fields.put("type", new FilterField.Text("h.type"));
    fields.put("principal", new FilterField.Text("h.principal"));
    fields.put("dialect", new FilterField.Text("h.dialect"));
    fields.put("createTime", new FilterField.Time("h.time"));
    fields.put("changed", new FilterField.Words("h.changed"));
    return fields;
  }
}
