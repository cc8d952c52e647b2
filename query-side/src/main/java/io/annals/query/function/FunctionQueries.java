package io.annals.query.function;

import io.annals.api.function.FunctionIds;
import io.annals.api.function.FunctionStatus;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.CountFunctions;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListFunctions;
import io.annals.api.query.ResolveFunction;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.query.database.Vendor;
import io.annals.query.database.ViewDatabase;
import io.annals.query.function.FunctionFinder.Found;
import io.annals.query.json.WellFormed;
import io.annals.query.list.FilterField;
import io.annals.query.list.FilterSql;
import io.annals.query.list.Ordering;
import io.annals.query.list.Ordering.Key;
import io.annals.query.list.PageToken;
import io.annals.query.list.SqlCondition;
import io.annals.query.state.FunctionRows;
import io.annals.query.state.FunctionState;
import io.annals.query.state.Micros;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers about functions, as they are and as they were. */
public final class FunctionQueries {
  private static final String NAME = "COALESCE(f.name, '')";
  private static final String HEAD = "COALESCE(f.head, '')";
  private static final String PUBLISHED = "COALESCE(f.published, '')";

  private final FunctionRows rows;
  private final FunctionFinder finder;
  private final Vendor vendor;
  private final FilterSql filters;
  private final FilterSql filtersAtInstant;

  public FunctionQueries(ViewDatabase database) {
    this.rows = new FunctionRows(database.reads());
    this.finder = new FunctionFinder(database.reads());
    this.vendor = database.vendor();
    this.filters = new FilterSql(vendor, fields());
    this.filtersAtInstant = new FilterSql(vendor, fieldsAtInstant(vendor));
  }

  @QueryHandler
  public Function find(FindFunction query) {
    if (query.version() != null) {
      return asOfVersion(query.function(), query.version());
    }
    if (query.asOf() != null) {
      return asOf(query.function(), query.asOf(), query.showDeleted());
    }
    var condition = FunctionFinder.condition(query.function(), query.showDeleted());
    return first(rows.current(condition.sql(), condition.arguments()))
        .filter(state -> query.showDeleted() || state.deleteTime() == null)
        .orElseThrow(() -> FunctionFinder.missing(query.function()))
        .toFunction();
  }

  private Function asOfVersion(FunctionRef ref, long version) {
    Found found = finder.find(ref);
    return first(
            rows.asOf(
                "WHERE h.function_row = ? AND h.version = ? AND h.made_version = 1",
                found.row(),
                version))
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "Function %s has no version %d.".formatted(ref.idOrName(), version)))
        .toFunction();
  }

  private Function asOf(FunctionRef ref, Instant instant, boolean showDeleted) {
    return stateAt(ref, Micros.ofAny(instant), showDeleted)
        .filter(state -> showDeleted || state.deleteTime() == null)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "There was no function %s at %s.".formatted(ref.idOrName(), instant)))
        .toFunction();
  }

  /** A name is that of the function which had it then; where none did, of the one that has it. */
  private Optional<FunctionState> stateAt(FunctionRef ref, long micros, boolean showDeleted) {
    Optional<FunctionState> present =
        finder
            .findAny(ref)
            .flatMap(
                found ->
                    first(
                        rows.asOf(
                            "WHERE h.function_row = ? AND h.time <= ?"
                                + " ORDER BY h.sequence DESC LIMIT 1",
                            found.row(),
                            micros)));
    if (FunctionIds.isId(ref.idOrName())
        || present.filter(state -> isLiveAs(ref.idOrName(), state)).isPresent()) {
      return present;
    }
    Optional<FunctionState> former =
        first(
            rows.at(
                vendor,
                micros,
                "WHERE f.namespace = ? AND f.name = ?"
                    + (showDeleted ? "" : " AND f.delete_time IS NULL")
                    + " ORDER BY CASE WHEN f.delete_time IS NULL THEN 0 ELSE 1 END,"
                    + " f.position DESC LIMIT 1",
                ref.namespace(),
                ref.idOrName()));
    return former.isPresent() ? former : present;
  }

  private static boolean isLiveAs(String name, FunctionState state) {
    return name.equals(state.name()) && state.deleteTime() == null;
  }

  @QueryHandler
  public String resolve(ResolveFunction query) {
    FunctionRef ref = query.function();
    if (FunctionIds.isId(ref.idOrName())) {
      return ref.idOrName();
    }
    Found found = finder.find(ref);
    if (found.deleted() && !query.showDeleted()) {
      throw FunctionFinder.missing(ref);
    }
    return found.id();
  }

  @QueryHandler
  public Page<Function> list(ListFunctions query) {
    Ordering<FunctionState> order =
        Ordering.of(query.orderBy(), KEYS, new Key<>("f.row_id", FunctionState::row), false);
    PageToken tokens =
        PageToken.of(
            "functions",
            query.namespace(),
            query.filter(),
            query.orderBy(),
            query.showDeleted(),
            query.asOf());
    long @Nullable [] after = tokens.read(query.page(), 1);

    SqlCondition condition = new SqlCondition();
    if (query.namespace() != null) {
      condition.and("f.namespace = ?", query.namespace());
    }
    if (!query.showDeleted()) {
      condition.and("f.delete_time IS NULL");
    }
    (query.asOf() == null ? filters : filtersAtInstant).add(query.filter(), condition);
    if (after != null) {
      // The keys as they were when the page ended: later changes neither repeat nor skip others.
      order.after(rows.at(after[0]).orElseThrow(PageToken::foreign), condition);
    }
    int size = query.page().size();
    String sql = condition.sql(order.sql() + " LIMIT ?");
    Object[] arguments = condition.arguments((long) size + 1);
    List<FunctionState> found =
        query.asOf() == null
            ? rows.current(sql, arguments)
            : rows.at(vendor, Micros.ofAny(query.asOf()), sql, arguments);
    boolean more = found.size() > size;
    List<FunctionState> members = more ? found.subList(0, size) : found;
    return new Page<>(
        members.stream().map(FunctionState::toFunction).toList(),
        more ? tokens.after(members.get(size - 1).position()) : null);
  }

  @QueryHandler
  public Long count(CountFunctions query) {
    SqlCondition condition = new SqlCondition();
    condition.and("f.delete_time IS NULL");
    if (query.namespace() != null) {
      condition.and("f.namespace = ?", query.namespace());
    }
    filters.add(query.filter(), condition);
    return rows.count(condition.sql(""), condition.arguments());
  }

  private static Optional<FunctionState> first(List<FunctionState> states) {
    return states.stream().findFirst();
  }

  private static final Map<String, Key<FunctionState>> KEYS = keys();

  private static Map<String, Key<FunctionState>> keys() {
    Map<String, Key<FunctionState>> keys = new LinkedHashMap<>();
    keys.put("id", new Key<>("f.id", FunctionState::id));
    keys.put("name", text(NAME, FunctionState::name));
    keys.put("kind", text("f.kind", state -> state.definition().kind()));
    keys.put("displayName", text("f.display_name", state -> state.definition().displayName()));
    keys.put("description", text("f.description", state -> state.definition().description()));
    keys.put("status", text("f.status", state -> state.definition().status().name()));
    keys.put("version", new Key<>("f.version", FunctionState::version));
    keys.put("createTime", new Key<>("f.create_time", FunctionState::createTime));
    keys.put("updateTime", new Key<>("f.update_time", FunctionState::updateTime));
    keys.put("creator", text("f.creator", FunctionState::creator));
    keys.put("updater", text("f.updater", FunctionState::updater));
    keys.put("published", text(PUBLISHED, state -> state.definition().published()));
    keys.put("head", text(HEAD, state -> state.definition().head()));
    return keys;
  }

  private static Key<FunctionState> text(
      String expression, java.util.function.Function<FunctionState, @Nullable String> value) {
    return new Key<>(
        expression,
        state -> {
          String text = value.apply(state);
          return text == null ? "" : WellFormed.text(text);
        });
  }

  private static Map<String, FilterField> fields() {
    Map<String, FilterField> fields = new LinkedHashMap<>();
    fields.put("id", new FilterField.Text("f.id"));
    fields.put("name", new FilterField.Text(NAME));
    fields.put("kind", new FilterField.Text("f.kind"));
    fields.put("displayName", new FilterField.Text("f.display_name"));
    fields.put("description", new FilterField.Text("f.description"));
    fields.put(
        "status",
        new FilterField.Choice(
            "f.status",
            Arrays.stream(FunctionStatus.values()).map(Enum::name).collect(Collectors.toSet())));
    fields.put("version", new FilterField.Number("f.version"));
    fields.put("createTime", new FilterField.Time("f.create_time"));
    fields.put("updateTime", new FilterField.Time("f.update_time"));
    fields.put("creator", new FilterField.Text("f.creator"));
    fields.put("updater", new FilterField.Text("f.updater"));
    fields.put("published", new FilterField.Text(PUBLISHED));
    fields.put("head", new FilterField.Text(HEAD));
    fields.put(
        "labels",
        new FilterField.Labels(
            "labels",
            "SELECT 1 FROM labels WHERE function_row = f.row_id",
            "label_key",
            "label_value"));
    fields.put(
        "tags", new FilterField.Members("SELECT 1 FROM tags WHERE function_row = f.row_id", "tag"));
    return fields;
  }

  private static Map<String, FilterField> fieldsAtInstant(Vendor vendor) {
    Map<String, FilterField> fields = fields();
    fields.put(
        "labels",
        new FilterField.Labels(
            "labels",
            "SELECT 1 FROM " + vendor.jsonMembers("f.text", "labels") + " WHERE 1 = 1",
            "e.key",
            "e.value"));
    fields.put(
        "tags",
        new FilterField.Members(
            "SELECT 1 FROM " + vendor.jsonElements("f.text", "tags") + " WHERE 1 = 1", "e.value"));
    return fields;
  }
}
