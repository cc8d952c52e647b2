package io.annals.api.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which time is looked at. Counts are by the hour (of functions and workflows by the day, in UTC):
 * a period is widened to whole ones.
 *
 * @param from its begin; null for the first event
 * @param to its end, which is not in it; null for now
 */
public record Period(@Nullable Instant from, @Nullable Instant to) {

  /** The period in whole spans of the interval: those that hold a part of it. */
  public Period widened(Interval interval) {
    Instant end = to == null ? null : interval.startOf(to);
    return new Period(
        from == null ? null : interval.startOf(from),
        end == null || end.equals(to) ? end : interval.next(end));
  }
}
