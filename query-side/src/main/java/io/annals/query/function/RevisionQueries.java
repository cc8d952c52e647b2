package io.annals.query.function;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.FindRevision;
import io.annals.api.query.FindRevisionById;
import io.annals.api.query.FindRevisions;
import io.annals.api.query.ListRevisions;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import io.annals.query.database.ViewDatabase;
import io.annals.query.function.FunctionFinder.Found;
import io.annals.query.json.WellFormed;
import io.annals.query.list.FilterField;
import io.annals.query.list.FilterSql;
import io.annals.query.list.PageToken;
import io.annals.query.list.SqlCondition;
import io.annals.query.state.Micros;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers about revisions. Deleted ones are not found. */
public final class RevisionQueries {
  private static final int MAX_DIGITS = 18;

  private final FunctionFinder finder;
  private final RevisionRows rows;
  private final FilterSql filters;

  public RevisionQueries(ViewDatabase database) {
    this.finder = new FunctionFinder(database.reads());
    this.rows = new RevisionRows(database.reads());
    this.filters = new FilterSql(database.vendor(), fields());
  }

  @QueryHandler
  public Revision find(FindRevision query) {
    Found found = finder.find(query.function());
    String revision = query.revision();
    String condition = "WHERE r.function_row = ? AND r.deleted_sequence IS NULL AND ";
    List<Revision> revisions =
        isNumber(revision)
            ? rows.find(
                found.id(), condition + "r.number = ?", found.row(), Long.parseLong(revision))
            : rows.find(found.id(), condition + "r.id = ?", found.row(), revision);
    return revisions.stream()
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "Function %s has no revision %s."
                        .formatted(query.function().idOrName(), revision)));
  }

  @QueryHandler
  public Revision findById(FindRevisionById query) {
    SqlCondition condition = new SqlCondition();
    condition.and("r.id = ?", WellFormed.text(query.id()));
    if (query.scope() != null) {
      condition.and("f.namespace = ?", WellFormed.text(query.scope()));
    }
    if (!query.showDeleted()) {
      condition.and("r.deleted_sequence IS NULL AND f.delete_time IS NULL");
    }
    return rows
        .findAnywhere(condition.sql("ORDER BY f.row_id LIMIT 1"), condition.arguments())
        .stream()
        .findFirst()
        .orElseThrow(
            () -> ProblemException.notFound("There is no revision %s.".formatted(query.id())));
  }

  @QueryHandler
  public Page<Revision> findMany(FindRevisions query) {
    if (query.ids().size() > PageRequest.MAX_SIZE) {
      throw ProblemException.invalid("ids", "Must be at most " + PageRequest.MAX_SIZE + ".");
    }
    if (query.ids().isEmpty()) {
      return new Page<>(List.of(), null);
    }
    List<String> ids = query.ids().stream().map(WellFormed::text).toList();
    SqlCondition condition = new SqlCondition();
    condition.and("r.id IN (" + String.join(", ", Collections.nCopies(ids.size(), "?")) + ")", ids);
    if (query.scope() != null) {
      condition.and("f.namespace = ?", WellFormed.text(query.scope()));
    }
    return new Page<>(rows.findAnywhere(condition.sql(""), condition.arguments()), null);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @QueryHandler
  public Page<Revision> list(ListRevisions query) {
    return query.function() == null ? listAll(query) : listOf(query, finder.find(query.function()));
  }

  private Page<Revision> listOf(ListRevisions query, Found found) {
    PageToken tokens = PageToken.of("revisions", found.id(), query.namespace(), query.filter());
    long @Nullable [] after = tokens.read(query.page(), 1);
    SqlCondition condition = new SqlCondition();
    condition.and("r.function_row = ? AND r.deleted_sequence IS NULL", found.row());
    if (query.namespace() != null && !query.namespace().equals(found.namespace())) {
      condition.and("1 = 0");
    }
    if (after != null) {
      condition.and("r.number < ?", after[0]);
    }
    filters.add(query.filter(), condition);
    int size = query.page().size();
    List<Revision> revisions =
        rows.find(
            found.id(),
            condition.sql("ORDER BY r.number DESC LIMIT ?"),
            condition.arguments((long) size + 1));
    boolean more = revisions.size() > size;
    List<Revision> members = more ? revisions.subList(0, size) : revisions;
    return new Page<>(members, more ? tokens.after(members.get(size - 1).number()) : null);
  }

  /** The newest first, whichever function they belong to; those of one instant in a fixed order. */
  private Page<Revision> listAll(ListRevisions query) {
    PageToken tokens = PageToken.of("allRevisions", query.namespace(), query.filter());
    long @Nullable [] after = tokens.read(query.page(), 3);
    SqlCondition condition = new SqlCondition();
    condition.and("r.deleted_sequence IS NULL AND f.delete_time IS NULL");
    if (query.namespace() != null) {
      condition.and("f.namespace = ?", WellFormed.text(query.namespace()));
    }
    if (after != null) {
      condition.and(
          "(r.create_time < ?"
              + " OR (r.create_time = ? AND r.function_row < ?)"
              + " OR (r.create_time = ? AND r.function_row = ? AND r.number < ?))",
          after[0],
          after[0],
          after[1],
          after[0],
          after[1],
          after[2]);
    }
    filters.add(query.filter(), condition);
    int size = query.page().size();
    List<Revision> revisions =
        rows.findAnywhere(
            condition.sql(
                "ORDER BY r.create_time DESC, r.function_row DESC, r.number DESC LIMIT ?"),
            condition.arguments((long) size + 1));
    if (revisions.size() <= size) {
      return new Page<>(revisions, null);
    }
    List<Revision> members = revisions.subList(0, size);
    Revision last = members.get(size - 1);
    long row = finder.findById(last.functionId()).orElseThrow().row();
    return new Page<>(members, tokens.after(Micros.of(last.createTime()), row, last.number()));
  }

  private static Map<String, FilterField> fields() {
    Map<String, FilterField> fields = new LinkedHashMap<>();
    fields.put("runtime", new FilterField.Text("r.runtime"));
    fields.put("entrypoint", new FilterField.Text("r.entrypoint"));
    fields.put("author", new FilterField.Text("r.author"));
    fields.put("createTime", new FilterField.Time("r.create_time"));
    return fields;
  }
}
