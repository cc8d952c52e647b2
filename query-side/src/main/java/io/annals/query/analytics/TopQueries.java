package io.annals.query.analytics;

import io.annals.api.analytics.Coverage;
import io.annals.api.analytics.Period;
import io.annals.api.analytics.TopChanges;
import io.annals.api.analytics.TopChanges.By;
import io.annals.api.analytics.TopCounts;
import io.annals.api.problem.ProblemException;
import io.annals.query.database.ViewDatabase;
import io.annals.query.json.WellFormed;
import io.annals.query.list.FilterField;
import io.annals.query.list.FilterSql;
import io.annals.query.list.SqlCondition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.jdbc.core.JdbcTemplate;

/** Answers what changed most. */
final class TopQueries {
  private final JdbcTemplate jdbc;
  private final CoverageRow coverage;
  private final Cube cube;
  private final FilterSql ofResources;

  TopQueries(ViewDatabase database, CoverageRow coverage) {
    this.jdbc = database.reads();
    this.coverage = coverage;
    this.cube = new Cube(database);
    Map<String, FilterField> fields = new LinkedHashMap<>();
    fields.put("namespace", new FilterField.Text("namespace"));
    fields.put("time", new FilterField.Time("(day * " + Hours.PER_DAY * Hours.MICROS + ")"));
    this.ofResources = new FilterSql(database.vendor(), fields);
  }

  @QueryHandler
  TopCounts top(TopChanges query) {
    if (query.limit() < 1 || query.limit() > TopChanges.MAX_LIMIT) {
      throw ProblemException.invalid("limit", "Must be from 1 to " + TopChanges.MAX_LIMIT + ".");
    }
    Coverage covered = coverage.read();
    boolean resources = query.by() == By.FUNCTION || query.by() == By.WORKFLOW;
    return new TopCounts(resources ? resources(query) : dimension(query), covered);
  }

  private List<TopCounts.Row> dimension(TopChanges query) {
    SqlCondition condition =
        cube.condition(query.namespace(), query.period(), query.filter(), query.allEvents());
    boolean byField = query.by() == By.FIELD || Cube.namesField(query.filter());
    String column = query.by().key();
    return jdbc.query(
        "SELECT "
            + column
            + ", SUM(total) FROM "
            + Cube.table(byField)
            + " "
            + condition.sql("GROUP BY " + column + " ORDER BY 2 DESC, 1 LIMIT ?"),
        (row, number) -> new TopCounts.Row(row.getString(1), null, row.getLong(2)),
        condition.arguments(query.limit()));
  }

  private List<TopCounts.Row> resources(TopChanges query) {
    SqlCondition condition = new SqlCondition();
    condition.and("resource = ?", query.by().key());
    Period period = query.period();
    if (period.from() != null) {
      condition.and("day >= ?", Math.floorDiv(Hours.of(period.from()), Hours.PER_DAY));
    }
    if (period.to() != null) {
      condition.and("day < ?", -Math.floorDiv(-Hours.notBefore(period.to()), Hours.PER_DAY));
    }
    if (query.namespace() != null) {
      condition.and("namespace = ?", WellFormed.text(query.namespace()));
    }
    ofResources.add(query.filter(), condition);
    return jdbc.query(
        "SELECT id, namespace, SUM(total) FROM resource_changes "
            + condition.sql("GROUP BY id, namespace ORDER BY 3 DESC, 1 LIMIT ?"),
        (row, number) -> new TopCounts.Row(row.getString(1), row.getString(2), row.getLong(3)),
        condition.arguments(query.limit()));
  }
}
