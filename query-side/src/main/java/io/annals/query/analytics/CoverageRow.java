package io.annals.query.analytics;

import io.annals.api.analytics.Coverage;
import io.annals.query.database.ViewDatabase;
import io.annals.query.state.Micros;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads how far the counts have come. Read it before the counts: those then show no less. */
final class CoverageRow {
  private final JdbcTemplate jdbc;
  private final LongSupplier head;

  CoverageRow(ViewDatabase database, LongSupplier head) {
    this.jdbc = database.reads();
    this.head = head;
  }

  Coverage read() {
    long newest = Math.max(0, head.getAsLong());
    List<Coverage> rows =
        jdbc.query(
            "SELECT position, time FROM counted",
            (row, number) ->
                new Coverage(
                    row.getLong("position"),
                    Micros.instant(row.getLong("time")),
                    Math.max(0, newest - row.getLong("position"))));
    return rows.isEmpty() ? new Coverage(0, null, newest) : rows.get(0);
  }
}
