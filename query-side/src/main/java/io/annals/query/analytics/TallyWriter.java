package io.annals.query.analytics;

import io.annals.query.analytics.Tally.Cell;
import io.annals.query.state.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;

/** Adds tallies to the tables, in the current transaction. */
final class TallyWriter {
  /** Days after which the counts of single functions and workflows are dropped. */
  static final int RESOURCE_DAYS = 400;

  private static final String ADD = " DO UPDATE SET total = %1$s.total + excluded.total";

  private final JdbcTemplate jdbc;

  TallyWriter(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void write(Tally tally) {
    Instant time = tally.time();
    if (time == null) {
      return;
    }
    add(
        "changes",
        "hour, namespace, kind, type, principal, dialect",
        tally.cells(),
        TallyWriter::values);
    add(
        "field_changes",
        "hour, namespace, kind, type, principal, dialect, field",
        tally.fields(),
        cell -> {
          List<Object> values = values(cell.cell());
          values.add(cell.field());
          return values;
        });
    add(
        "resource_changes",
        "day, resource, namespace, id",
        tally.resources(),
        cell -> new ArrayList<>(List.of(cell.day(), cell.resource(), cell.namespace(), cell.id())));
    reached(tally.position(), time);
  }

  private void reached(long position, Instant time) {
    long micros = Micros.of(time);
    // The day of the events and not of the clock, so that a replay drops the same rows.
    long day = Math.floorDiv(micros, Hours.MICROS * Hours.PER_DAY);
    jdbc.update("DELETE FROM resource_changes WHERE day < ?", day - RESOURCE_DAYS);
    jdbc.update(
        "INSERT INTO counted (id, position, time) VALUES (1, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET position = excluded.position, time = excluded.time",
        position,
        micros);
  }

  private static List<Object> values(Cell cell) {
    return new ArrayList<>(
        List.of(
            cell.hour(),
            cell.namespace(),
            cell.kind(),
            cell.type(),
            cell.principal(),
            cell.dialect()));
  }

  private <K> void add(
      String table, String key, Map<K, Long> totals, Function<K, List<Object>> values) {
    if (totals.isEmpty()) {
      return;
    }
    List<Object[]> rows = new ArrayList<>(totals.size());
    totals.forEach(
        (cell, total) -> {
          List<Object> row = values.apply(cell);
          row.add(total);
          rows.add(row.toArray());
        });
    int columns = rows.get(0).length;
    jdbc.batchUpdate(
        "INSERT INTO "
            + table
            + " ("
            + key
            + ", total) VALUES (?"
            + ", ?".repeat(columns - 1)
            + ") ON CONFLICT ("
            + key
            + ")"
            + ADD.formatted(table),
        rows);
  }
}
