package io.annals.query.list;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.And;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Not;
import io.annals.api.query.Filter.Or;
import io.annals.query.database.Vendor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns filters into SQL, for the fields of one list. */
public final class FilterSql {
  /** Comparisons of one filter; more would meet the limits of the databases. */
  public static final int MAX_COMPARISONS = 500;

  private final Vendor vendor;
  private final Map<String, FilterField> fields;

  /**
   * @param fields by path, in the order in which an error names them; the {@link
   *     FilterField.Labels} also stand for every path below theirs
   */
  public FilterSql(Vendor vendor, Map<String, FilterField> fields) {
    this.vendor = vendor;
    this.fields = fields;
  }

  /**
   * Adds a filter to a condition.
   *
   * @throws ProblemException {@code INVALID_ARGUMENT} on {@code filter} if it names a field that is
   *     not there, or compares one with what it cannot be
   */
  public void add(@Nullable Filter filter, SqlCondition condition) {
    if (filter == null) {
      return;
    }
    if (comparisons(filter) > MAX_COMPARISONS) {
      throw ProblemException.invalid(
          "filter", "Must have at most " + MAX_COMPARISONS + " comparisons.");
    }
    List<Object> arguments = new ArrayList<>();
    String sql = sql(filter, arguments);
    condition.and(sql, arguments);
  }

  private static int comparisons(Filter filter) {
    if (filter instanceof And and) {
      return and.all().stream().mapToInt(FilterSql::comparisons).sum();
    }
    if (filter instanceof Or or) {
      return or.any().stream().mapToInt(FilterSql::comparisons).sum();
    }
    return filter instanceof Not not ? comparisons(not.filter()) : 1;
  }

  private String sql(Filter filter, List<Object> arguments) {
    if (filter instanceof And and) {
      return joined(and.all(), " AND ", "1 = 1", arguments);
    }
    if (filter instanceof Or or) {
      return joined(or.any(), " OR ", "1 = 0", arguments);
    }
    if (filter instanceof Not not) {
      return "NOT (" + sql(not.filter(), arguments) + ")";
    }
    Comparison comparison = (Comparison) filter;
    String path = comparison.path();
    return field(path).compare(vendor, path, comparison.operator(), comparison.value(), arguments);
  }

  private String joined(List<Filter> filters, String word, String none, List<Object> arguments) {
    if (filters.isEmpty()) {
      return none;
    }
    List<String> parts = new ArrayList<>(filters.size());
    for (Filter filter : filters) {
      parts.add("(" + sql(filter, arguments) + ")");
    }
    return String.join(word, parts);
  }

  private FilterField field(String path) {
    FilterField field = fields.get(path);
    if (field != null) {
      return field;
    }
    int dot = path.indexOf('.');
    if (dot > 0
        && dot + 1 < path.length()
        && fields.get(path.substring(0, dot)) instanceof FilterField.Labels labels) {
      return labels;
    }
    List<String> names =
        fields.entrySet().stream()
            .map(e -> e.getValue() instanceof FilterField.Labels ? e.getKey() + ".KEY" : e.getKey())
            .toList();
    throw ProblemException.invalid(
        "filter",
        "There is no field " + path + ". The fields are " + String.join(", ", names) + ".");
  }
}
