package io.annals.api.analytics;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How long the spans of time are that are counted together. All begin in UTC. */
public enum Interval {
  HOUR,
  DAY,
  /** From Monday on, as in ISO 8601. */
  WEEK,
  MONTH;

  /** The interval as requests and answers name it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The interval of that name. */
  public static Optional<Interval> ofKey(String key) {
    return Arrays.stream(values()).filter(interval -> interval.key().equals(key)).findFirst();
  }

  /** When the span begins that holds the instant. */
  public Instant startOf(Instant instant) {
    OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
    if (this == HOUR) {
      return time.truncatedTo(ChronoUnit.HOURS).toInstant();
    }
    OffsetDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    return switch (this) {
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).toInstant();
      case MONTH -> day.withDayOfMonth(1).toInstant();
      default -> day.toInstant();
    };
  }

  /** When the span begins that follows the one that begins then. */
  public Instant next(Instant start) {
    OffsetDateTime time = start.atOffset(ZoneOffset.UTC);
    return switch (this) {
      case HOUR -> time.plusHours(1).toInstant();
      case DAY -> time.plusDays(1).toInstant();
      case WEEK -> time.plusWeeks(1).toInstant();
      case MONTH -> time.plusMonths(1).toInstant();
    };
  }
}
