package io.annals.query.workflow;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Violation;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListUsages;
import io.annals.api.query.ResolveNodes;
import io.annals.api.query.ResolveNodes.Wanted;
import io.annals.api.query.UsagesOf;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Usage;
import io.annals.api.resource.Usage.Use;
import io.annals.query.database.ViewDatabase;
import io.annals.query.function.FunctionFinder;
import io.annals.query.function.FunctionFinder.Found;
import io.annals.query.list.PageToken;
import io.annals.query.list.SqlCondition;
import io.annals.query.state.FunctionRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Answers which workflows use which functions, and which functions a workflow may use. */
public final class UsageQueries {
  private static final String USES = "usages u JOIN workflows w ON w.row_id = u.workflow_row ";

  private final JdbcTemplate jdbc;
  private final FunctionFinder finder;
  private final FunctionRows functions;

  public UsageQueries(ViewDatabase database) {
    this.jdbc = database.reads();
    this.finder = new FunctionFinder(jdbc);
    this.functions = new FunctionRows(jdbc);
  }

  @QueryHandler
  public Page<Usage> list(ListUsages query) {
    Found function = finder.find(query.function());
    PageToken tokens = PageToken.of("usages", function.id(), query.version());
    long @Nullable [] after = tokens.read(query.page(), 1);
    SqlCondition condition = new SqlCondition();
    condition.and("u.function_id = ? AND w.delete_time IS NULL", function.id());
    Long version = query.version();
    if (version != null) {
      if (version < 1 || version > function.version()) {
        throw ProblemException.notFound(
            "Function %s has no version %d.".formatted(query.function().idOrName(), version));
      }
      condition.and(
          version == function.version()
              ? "u.function_version = ? OR u.function_version = 0"
              : "u.function_version = ?",
          version);
    }
    if (after != null) {
      condition.and("w.row_id > ?", after[0]);
    }
    int size = query.page().size();
    List<Long> workflows =
        jdbc.queryForList(
            "SELECT DISTINCT w.row_id FROM " + USES + condition.sql("ORDER BY w.row_id LIMIT ?"),
            Long.class,
            condition.arguments((long) size + 1));
    boolean more = workflows.size() > size;
    if (workflows.isEmpty()) {
      return new Page<>(List.of(), null);
    }
    long last = workflows.get(Math.min(size, workflows.size()) - 1);
    condition.and("w.row_id <= ?", last);
    return new Page<>(usages(condition), more ? tokens.after(last) : null);
  }

  @QueryHandler
  public Page<Usage> all(UsagesOf query) {
    if (query.functionIds().isEmpty()) {
      return new Page<>(List.of(), null);
    }
    SqlCondition condition = new SqlCondition();
    condition.and(
        "u.function_id IN (?" + ", ?".repeat(query.functionIds().size() - 1) + ")",
        query.functionIds());
    condition.and("w.delete_time IS NULL");
    return new Page<>(usages(condition), null);
  }

  private List<Usage> usages(SqlCondition condition) {
    Map<List<Object>, Usage> usages = new LinkedHashMap<>();
    jdbc.query(
        "SELECT w.row_id, w.id, w.name, w.version, u.function_id, u.workflow_version,"
            + " u.function_version FROM "
            + USES
            + condition.sql(
                "ORDER BY w.row_id, u.function_id, u.workflow_version, u.function_version"),
        row -> {
          String functionId = row.getString("function_id");
          Usage usage =
              usages.computeIfAbsent(
                  List.of(row.getLong("row_id"), functionId), key -> begun(functionId, row));
          long pinned = row.getLong("function_version");
          usage
              .versions()
              .add(new Use(row.getLong("workflow_version"), pinned == 0 ? null : pinned));
        },
        condition.arguments());
    return List.copyOf(usages.values());
  }

  private static Usage begun(String functionId, java.sql.ResultSet row) {
    try {
      return new Usage(
          functionId,
          row.getString("id"),
          row.getString("name"),
          row.getLong("version"),
          new ArrayList<>());
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @QueryHandler
  public Page<Function> resolve(ResolveNodes query) {
    List<Violation> violations = new ArrayList<>();
    List<Function> resolved = new ArrayList<>();
    for (int i = 0; i < query.nodes().size(); i++) {
      Wanted wanted = query.nodes().get(i);
      String path = "nodes[" + i + "].";
      Function function =
          live(new FunctionRef(wanted.function(), query.namespace(), query.namespace()));
      if (function == null) {
        violations.add(
            new Violation(
                path + "function",
                "Must be a function of the namespace; there is no " + wanted.function() + "."));
      } else if (wanted.version() != null
          && (wanted.version() < 1 || wanted.version() > function.version())) {
        violations.add(
            new Violation(
                path + "version",
                "Must be a version of the function, which has 1 to " + function.version() + "."));
      } else {
        resolved.add(function);
      }
    }
    if (!violations.isEmpty()) {
      throw ProblemException.of(ProblemType.INVALID_ARGUMENT, violations);
    }
    return new Page<>(resolved, null);
  }

  private @Nullable Function live(FunctionRef ref) {
    try {
      Found found = finder.find(ref);
      return found.deleted()
          ? null
          : functions.current("WHERE f.row_id = ?", found.row()).stream()
              .findFirst()
              .map(state -> state.toFunction())
              .orElse(null);
    } catch (ProblemException missing) {
      return null;
    }
  }
}
