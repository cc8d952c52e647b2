package io.annals.query.function;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.ListAliasHistory;
import io.annals.api.query.ListAliases;
import io.annals.api.resource.Alias;
import io.annals.api.resource.Page;
import io.annals.query.database.ViewDatabase;
import io.annals.query.function.FunctionFinder.Found;
import io.annals.query.json.WellFormed;
import io.annals.query.list.FilterField;
import io.annals.query.list.FilterSql;
import io.annals.query.list.PageToken;
import io.annals.query.list.SqlCondition;
import io.annals.query.state.AliasPeriod;
import io.annals.query.state.FunctionRows;
import io.annals.query.state.Micros;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Answers about aliases, as they are and as they were. */
public final class AliasQueries {
  private final JdbcTemplate jdbc;
  private final FunctionFinder finder;
  private final FilterSql filters;

  public AliasQueries(ViewDatabase database) {
    this.jdbc = database.reads();
    this.finder = new FunctionFinder(jdbc);
    this.filters = new FilterSql(database.vendor(), fields());
  }

  @QueryHandler
  public Page<Alias> list(ListAliases query) {
    Found found = finder.find(query.function());
    if (found.deleted() && !query.function().idOrName().equals(found.id())) {
      throw FunctionFinder.missing(query.function());
    }
    PageToken tokens = PageToken.of("aliases", found.id());
    long @Nullable [] after = tokens.read(query.page(), 2);
    SqlCondition condition = new SqlCondition();
    condition.and("p.function_row = ? AND p.to_sequence = ?", found.row(), AliasPeriod.OPEN);
    if (after != null) {
      condition.and("p.alias > ?", aliasOf(found, after));
    }
    return page(found, condition, "ORDER BY p.alias LIMIT ?", tokens, query.page().size());
  }

  /** The alias that a page ended with; its period stays in the table when it is over. */
  private String aliasOf(Found found, long[] period) {
    List<String> alias =
        jdbc.queryForList(
            "SELECT alias FROM alias_periods"
                + " WHERE function_row = ? AND from_sequence = ? AND ordinal = ?",
            String.class,
            found.row(),
            period[0],
            period[1]);
    return alias.stream().findFirst().orElseThrow(PageToken::foreign);
  }

  @QueryHandler
  public Page<Alias> history(ListAliasHistory query) {
    Found found = finder.find(query.function());
    PageToken tokens = PageToken.of("aliasHistory", found.id(), query.alias(), query.filter());
    long @Nullable [] after = tokens.read(query.page(), 2);
    SqlCondition condition = new SqlCondition();
    condition.and("p.function_row = ?", found.row());
    if (query.alias() != null) {
      condition.and("p.alias = ?", WellFormed.text(query.alias()));
    }
    if (after != null) {
      condition.and(
          "p.from_sequence < ? OR (p.from_sequence = ? AND p.ordinal < ?)",
          after[0],
          after[0],
          after[1]);
    }
    filters.add(query.filter(), condition);
    Page<Alias> page =
        page(
            found,
            condition,
            "ORDER BY p.from_sequence DESC, p.ordinal DESC LIMIT ?",
            tokens,
            query.page().size());
    if (page.items().isEmpty()
        && after == null
        && query.alias() != null
        && query.filter() == null) {
      throw ProblemException.notFound(
          "Function %s never had an alias %s."
              .formatted(query.function().idOrName(), query.alias()));
    }
    return page;
  }

  /** A period that is not over has no end to compare with. */
  private static Map<String, FilterField> fields() {
    Map<String, FilterField> fields = new LinkedHashMap<>();
    fields.put("effectiveFrom", new FilterField.Time("p.from_time"));
    fields.put("effectiveTo", new FilterField.Time("coalesce(p.to_time, 9223372036854775807)"));
    return fields;
  }

  private Page<Alias> page(
      Found found, SqlCondition condition, String order, PageToken tokens, int size) {
    List<AliasPeriod> periods =
        jdbc.query(
            "SELECT p.* FROM alias_periods p " + condition.sql(order),
            (row, number) -> FunctionRows.period(row),
            condition.arguments((long) size + 1));
    boolean more = periods.size() > size;
    List<AliasPeriod> members = more ? periods.subList(0, size) : periods;
    AliasPeriod last = more ? members.get(size - 1) : null;
    return new Page<>(
        members.stream().map(period -> alias(found.id(), period)).toList(),
        last == null ? null : tokens.after(last.fromSequence(), last.ordinal()));
  }

  private static Alias alias(String functionId, AliasPeriod period) {
    return new Alias(
        functionId,
        period.alias(),
        period.revisionId(),
        Micros.instant(period.fromTime()),
        period.isOpen() ? null : Micros.instant(period.toTime()));
  }
}
