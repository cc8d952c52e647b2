package io.annals.query.analytics;

import io.annals.api.analytics.Interval;
import io.annals.query.database.Vendor;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Intervals in SQL: the number of the one that an hour is in, and what such a number means. */
final class Spans {
  /** 1 January 1970 was a Thursday; weeks are counted from the Monday before. */
  private static final int DAYS_FROM_MONDAY = 3;

  private Spans() {}

  /** An expression for the number of the span that the column {@code hour} is in. */
  static String number(Interval interval, Vendor vendor) {
    return switch (interval) {
      case HOUR -> "hour";
      case DAY -> "(hour / 24)";
      case WEEK -> "((hour / 24 + " + DAYS_FROM_MONDAY + ") / 7)";
      case MONTH -> vendor.monthOfSecond("(hour * 3600)");
    };
  }

  /** When the span of that number begins. */
  static Instant start(Interval interval, long number) {
    return switch (interval) {
      case HOUR -> Hours.instant(number);
      case DAY -> Hours.instant(number * Hours.PER_DAY);
      case WEEK -> Hours.instant((number * 7 - DAYS_FROM_MONDAY) * Hours.PER_DAY);
      case MONTH ->
          LocalDate.of((int) Math.floorDiv(number, 12L), (int) Math.floorMod(number, 12L) + 1, 1)
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant();
    };
  }
}
