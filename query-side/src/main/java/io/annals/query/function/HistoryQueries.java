package io.annals.query.function;

import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.ListHistory;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.History;
import io.annals.query.database.ViewDatabase;
import io.annals.query.json.WellFormed;
import io.annals.query.list.FilterField;
import io.annals.query.list.FilterSql;
import io.annals.query.list.SqlCondition;
import io.annals.query.state.FunctionState;
import io.annals.query.state.HistoryEntry;
import io.annals.query.state.HistoryRows;
import io.annals.query.state.Micros;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.jdbc.core.JdbcTemplate;

/** Answers what happened in a namespace, from the history that also versions are read from. */
public final class HistoryQueries {
  private final JdbcTemplate jdbc;
  private final HistoryRows rows;
  private final FilterSql filters;

  public HistoryQueries(ViewDatabase database) {
    this.jdbc = database.reads();
    this.rows = new HistoryRows(database.reads());
    this.filters = new FilterSql(database.vendor(), fields());
  }

  @QueryHandler
  public History list(ListHistory query) {
    if (query.offset() < 0) {
      throw ProblemException.invalid("offset", "Must not be negative.");
    }
    if (query.limit() < 0 || query.limit() > PageRequest.MAX_SIZE) {
      throw ProblemException.invalid("limit", "Must be from 0 to " + PageRequest.MAX_SIZE + ".");
    }
    SqlCondition condition = new SqlCondition();
    condition.and("h.namespace = ?", WellFormed.text(query.namespace()));
    filters.add(query.filter(), condition);
    long total =
        Objects.requireNonNull(
            jdbc.queryForObject(
                "SELECT COUNT(*) FROM history h " + condition.sql(""),
                Long.class,
                condition.arguments()));
    if (query.limit() == 0 || query.offset() >= total) {
      return new History(List.of(), total);
    }
    List<HistoryEntry> entries =
        rows.find(
            condition.sql("ORDER BY h.position DESC LIMIT ? OFFSET ?"),
            condition.arguments((long) query.limit(), query.offset()));
    Map<Long, String> sources = sources(entries);
    List<History.Item> items = new ArrayList<>(entries.size());
    for (HistoryEntry entry : entries) {
      FunctionState state = entry.state();
      items.add(
          new History.Item(
              new OperationId(state.id(), state.sequence()).toString(),
              entry.facts().type(),
              entry.facts().changed(),
              entry.facts().revision(),
              state.toFunction(),
              state.updater(),
              entry.dialect(),
              sources.get(state.position()),
              Micros.instant(state.updateTime())));
    }
    return new History(items, total);
  }

  private Map<Long, String> sources(List<HistoryEntry> entries) {
    Map<Long, String> sources = new HashMap<>();
    if (!entries.isEmpty()) {
      Object[] positions = entries.stream().map(entry -> entry.state().position()).toArray();
      String marks = "?" + ", ?".repeat(positions.length - 1);
      jdbc.query(
          "SELECT position, source FROM history WHERE source IS NOT NULL AND position IN ("
              + marks
              + ")",
          row -> {
            sources.put(row.getLong("position"), row.getString("source"));
          },
          positions);
    }
    return sources;
  }

  private static Map<String, FilterField> fields() {
    Map<String, FilterField> fields = new LinkedHashMap<>();
    fields.put("type", new FilterField.Text("h.type"));
    fields.put("principal", new FilterField.Text("h.principal"));
    fields.put("dialect", new FilterField.Text("h.dialect"));
    fields.put("time", new FilterField.Time("h.time"));
    return fields;
  }
}
