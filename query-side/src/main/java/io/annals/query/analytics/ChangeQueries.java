package io.annals.query.analytics;

import io.annals.api.analytics.ChangeCounts;
import io.annals.api.analytics.ChangeCounts.Row;
import io.annals.api.analytics.CountChanges;
import io.annals.api.analytics.Coverage;
import io.annals.api.analytics.Dimension;
import io.annals.api.analytics.Interval;
import io.annals.api.problem.ProblemException;
import io.annals.query.database.ViewDatabase;
import io.annals.query.list.SqlCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.jdbc.core.JdbcTemplate;

/** Answers how much changed. */
final class ChangeQueries {
  private final ViewDatabase database;
  private final JdbcTemplate jdbc;
  private final CoverageRow coverage;
  private final Cube cube;

  ChangeQueries(ViewDatabase database, CoverageRow coverage) {
    this.database = database;
    this.jdbc = database.reads();
    this.coverage = coverage;
    this.cube = new Cube(database);
  }

  @QueryHandler
  ChangeCounts count(CountChanges query) {
    List<Dimension> by = List.copyOf(new LinkedHashSet<>(query.groupBy()));
    if (by.size() < query.groupBy().size()) {
      throw ProblemException.invalid("groupBy", "Names a dimension twice.");
    }
    SqlCondition condition =
        cube.condition(query.namespace(), query.period(), query.filter(), query.allEvents());
    Coverage covered = coverage.read();
    String span = Spans.number(query.interval(), database.vendor());
    String keys = span + by.stream().map(d -> ", " + d.key()).reduce("", String::concat);
    boolean byField = by.contains(Dimension.FIELD) || Cube.namesField(query.filter());
    List<Row> rows =
        jdbc.query(
            "SELECT "
                + keys
                + ", SUM(total) FROM "
                + Cube.table(byField)
                + " "
                + condition.sql("GROUP BY " + keys + " ORDER BY " + keys + " LIMIT ?"),
            (row, number) -> {
              List<String> group = new ArrayList<>(by.size());
              for (int i = 0; i < by.size(); i++) {
                group.add(row.getString(i + 2));
              }
              return new Row(
                  Spans.start(query.interval(), row.getLong(1)),
                  List.copyOf(group),
                  row.getLong(by.size() + 2));
            },
            condition.arguments(CountChanges.MAX_ROWS + 1));
    bound(rows.size());
    return new ChangeCounts(query.fill() ? filled(rows, query) : rows, covered);
  }

  private static List<Row> filled(List<Row> rows, CountChanges query) {
    Instant from = query.period().from();
    if (from == null) {
      if (rows.isEmpty()) {
        return rows;
      }
      from = rows.get(0).time();
    }
    Interval interval = query.interval();
    Instant to = query.period().to() == null ? Instant.now() : query.period().to();
    Set<List<String>> groups = new LinkedHashSet<>();
    Map<Row, Long> counts = new HashMap<>();
    for (Row row : rows) {
      groups.add(row.group());
      counts.put(new Row(row.time(), row.group(), 0), row.count());
    }
    if (query.groupBy().isEmpty()) {
      groups.add(List.of());
    }
    List<List<String>> inOrder = new ArrayList<>(groups);
    inOrder.sort(ChangeQueries::compare);
    List<Row> filled = new ArrayList<>();
    for (Instant time = interval.startOf(from); time.isBefore(to); time = interval.next(time)) {
      bound(filled.size() + inOrder.size());
      for (List<String> group : inOrder) {
        Row empty = new Row(time, group, 0);
        filled.add(new Row(time, group, counts.getOrDefault(empty, 0L)));
      }
      if (inOrder.isEmpty()) {
        break;
      }
    }
    return filled;
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  static void bound(int rows) {
    if (rows > CountChanges.MAX_ROWS) {
      throw ProblemException.invalid(
          "interval",
          "The answer would have more than "
              + CountChanges.MAX_ROWS
              + " rows; ask for a longer interval, fewer groups, or less time with from and to.");
    }
  }
}
