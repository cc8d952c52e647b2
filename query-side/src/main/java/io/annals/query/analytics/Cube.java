package io.annals.query.analytics;

import io.annals.api.analytics.Dimension;
import io.annals.api.analytics.Period;
import io.annals.api.query.Filter;
import io.annals.query.database.ViewDatabase;
import io.annals.query.json.WellFormed;
import io.annals.query.list.FilterField;
import io.annals.query.list.FilterSql;
import io.annals.query.list.SqlCondition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables of counts by the hour, and the conditions that choose rows of them. */
final class Cube {
  /** Events that change nothing that anybody asked for. */
  static final List<String> TECHNICAL = List.of("NameClaimed", "NameReleased", "SecretRead");

  private final FilterSql filters;

  Cube(ViewDatabase database) {
    Map<String, FilterField> fields = new LinkedHashMap<>();
    for (Dimension dimension : Dimension.values()) {
      fields.put(dimension.key(), new FilterField.Text(dimension.key()));
    }
    fields.put("time", new FilterField.Time("(hour * " + Hours.MICROS + ")"));
    this.filters = new FilterSql(database.vendor(), fields);
  }

  /** The table to look into. */
  static String table(boolean byField) {
    return byField ? "field_changes" : "changes";
  }

  /** Whether a filter speaks of fields. */
  static boolean namesField(@Nullable Filter filter) {
    if (filter instanceof Filter.And and) {
      return and.all().stream().anyMatch(Cube::namesField);
    }
    if (filter instanceof Filter.Or or) {
      return or.any().stream().anyMatch(Cube::namesField);
    }
    if (filter instanceof Filter.Not not) {
      return namesField(not.filter());
    }
    return filter instanceof Filter.Comparison comparison
        && comparison.path().equals(Dimension.FIELD.key());
  }

  /** The condition of a question. */
  SqlCondition condition(
      @Nullable String namespace, Period period, @Nullable Filter filter, boolean allEvents) {
    SqlCondition condition = within(namespace, period);
    if (!allEvents) {
      condition.and(
          "type NOT IN (?" + ", ?".repeat(TECHNICAL.size() - 1) + ")", List.copyOf(TECHNICAL));
    }
    filters.add(filter, condition);
    return condition;
  }

  /** A condition on hours and the namespace alone. */
  static SqlCondition within(@Nullable String namespace, Period period) {
    SqlCondition condition = new SqlCondition();
    if (period.from() != null) {
      condition.and("hour >= ?", Hours.of(period.from()));
    }
    if (period.to() != null) {
      condition.and("hour < ?", Hours.notBefore(period.to()));
    }
    if (namespace != null) {
      condition.and("namespace = ?", WellFormed.text(namespace));
    }
    return condition;
  }
}
