package io.annals.query.function;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.DiffVersions;
import io.annals.api.query.FindVersion;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListVersions;
import io.annals.api.resource.Page;
import io.annals.api.resource.Version;
import io.annals.api.resource.VersionDiff;
import io.annals.query.database.ViewDatabase;
import io.annals.query.function.FunctionFinder.Found;
import io.annals.query.list.FilterField;
import io.annals.query.list.FilterSql;
import io.annals.query.list.Ordering;
import io.annals.query.list.Ordering.Key;
import io.annals.query.list.PageToken;
import io.annals.query.list.SqlCondition;
import io.annals.query.state.HistoryEntry;
import io.annals.query.state.HistoryRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers about the versions of functions, also of deleted ones. */
public final class VersionQueries {
  private static final Map<String, Key<HistoryEntry>> KEYS = keys();

  private final FunctionFinder finder;
  private final HistoryRows history;
  private final FilterSql filters;
  private final VersionComparison comparison;

  public VersionQueries(ViewDatabase database, VersionComparison comparison) {
    this.finder = new FunctionFinder(database.reads());
    this.history = new HistoryRows(database.reads());
    this.filters = new FilterSql(database.vendor(), fields());
    this.comparison = comparison;
  }

  @QueryHandler
  public Version find(FindVersion query) {
    return version(finder.find(query.function()), query.function(), query.version());
  }

  @QueryHandler
  public VersionDiff diff(DiffVersions query) {
    Found found = finder.find(query.function());
    Version from = version(found, query.function(), query.from());
    Version to = version(found, query.function(), query.to());
    return comparison.compare(found.row(), from, to);
  }

  private Version version(Found found, FunctionRef ref, long version) {
    return history
        .find(
            "WHERE h.function_row = ? AND h.version = ? AND h.made_version = 1",
            found.row(),
            version)
        .stream()
        .findFirst()
        .map(HistoryEntry::toVersion)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "Function %s has no version %d.".formatted(ref.idOrName(), version)));
  }

  @QueryHandler
  public Page<Version> list(ListVersions query) {
    Found found = finder.find(query.function());
    boolean ordered = !query.orderBy().isEmpty();
    Ordering<HistoryEntry> order =
        Ordering.of(
            query.orderBy(),
            KEYS,
            new Key<>("h.sequence", entry -> entry.state().sequence()),
            !ordered);
    PageToken tokens = PageToken.of("versions", found.id(), query.filter(), query.orderBy());
    long @Nullable [] after = tokens.read(query.page(), 1);

    SqlCondition condition = new SqlCondition();
    condition.and("h.function_row = ? AND h.made_version = 1", found.row());
    filters.add(query.filter(), condition);
    if (after != null) {
      HistoryEntry last =
          history.find("WHERE h.position = ?", after[0]).stream()
              .findFirst()
              .orElseThrow(PageToken::foreign);
      order.after(last, condition);
    }
    int size = query.page().size();
    List<HistoryEntry> entries =
        history.find(condition.sql(order.sql() + " LIMIT ?"), condition.arguments((long) size + 1));
    boolean more = entries.size() > size;
    List<HistoryEntry> members = more ? entries.subList(0, size) : entries;
    return new Page<>(
        members.stream().map(HistoryEntry::toVersion).toList(),
        more ? tokens.after(members.get(size - 1).state().position()) : null);
  }

  private static Map<String, Key<HistoryEntry>> keys() {
    Map<String, Key<HistoryEntry>> keys = new LinkedHashMap<>();
    keys.put("version", new Key<>("h.version", entry -> entry.state().version()));
    keys.put("createTime", new Key<>("h.time", entry -> entry.state().updateTime()));
    return keys;
  }

  private static Map<String, FilterField> fields() {
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
