package io.annals.api.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How long changes took to be shown. */
public record Latencies(List<Row> rows) {

  /**
   * One span of time; spans without a measurement have no row.
   *
   * @param time when the span begins, by when the changes were shown
   * @param count how many were measured
   * @param p50 half of them were shown within this time, or up to an eighth less
   */
  public record Row(
      Instant time, long count, Duration p50, Duration p90, Duration p99, Duration max) {}
}
