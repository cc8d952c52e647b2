package io.annals.api.analytics;

import java.time.Instant;
import java.util.List;

/** How much changed. */
public record ChangeCounts(List<Row> rows, Coverage coverage) {

  /**
   * One span of time and one group.
   *
   * @param time when the span begins
   * @param group the values, in the order of the question
   */
  public record Row(Instant time, List<String> group, long count) {}
}
