package io.annals.query.analytics;

import io.annals.query.database.ViewDatabase;
import io.annals.query.json.WellFormed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers in memory how long changes took to be shown, and adds it to the tables from time to time.
 * What is not added when the process dies is lost. Thread-safe; {@link #shown} never waits for a
 * database.
 */
final class VisibleLatencies {
  /** Cells held at most while the database is away; more are not measured. */
  private static final int CAPACITY = 50_000;

  private record Cell(long hour, String namespace, int bucket) {}

  private record Measured(long total, long maxMicros) {
    Measured plus(Measured other) {
      return new Measured(total + other.total, Math.max(maxMicros, other.maxMicros));
    }
  }

  private final ViewDatabase database;
  private Map<Cell, Measured> gathered = new HashMap<>();

  VisibleLatencies(ViewDatabase database) {
    this.database = database;
  }

  /**
   * A change is shown.
   *
   * @param shown when, in microseconds since 1970
   * @param latency how long after it was stored, in microseconds
   */
  synchronized void shown(String namespace, long shown, long latency) {
    long hour = Math.floorDiv(shown, Hours.MICROS);
    add(
        new Cell(hour, WellFormed.text(namespace), LatencyBuckets.of(latency)),
        new Measured(1, latency));
  }

  private void add(Cell cell, Measured measured) {
    if (gathered.size() < CAPACITY || gathered.containsKey(cell)) {
      gathered.merge(cell, measured, Measured::plus);
    }
  }

  /** Adds what was gathered to the tables; keeps it where that fails, which it throws. */
  void flush() {
    Map<Cell, Measured> some = take();
    if (some.isEmpty()) {
      return;
    }
    try {
      database.transactions().executeInTransaction(() -> write(some));
    } catch (RuntimeException e) {
      putBack(some);
      throw e;
    }
  }

  private synchronized Map<Cell, Measured> take() {
    Map<Cell, Measured> taken = gathered;
    gathered = new HashMap<>();
    return taken;
  }

  private synchronized void putBack(Map<Cell, Measured> some) {
    some.forEach(this::add);
  }

  private void write(Map<Cell, Measured> some) {
    List<Object[]> rows = new ArrayList<>(some.size());
    some.forEach(
        (cell, measured) ->
            rows.add(
                new Object[] {
                  cell.hour(),
                  cell.namespace(),
                  cell.bucket(),
                  measured.total(),
                  measured.maxMicros()
                }));
    database
        .writes()
        .batchUpdate(
            "INSERT INTO visible_latency (hour, namespace, bucket, total, max_micros)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (hour, namespace, bucket) DO UPDATE SET"
                + " total = visible_latency.total + excluded.total, max_micros ="
                + " CASE WHEN excluded.max_micros > visible_latency.max_micros"
                + " THEN excluded.max_micros ELSE visible_latency.max_micros END",
            rows);
  }
}
