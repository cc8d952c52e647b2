package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times as RFC 3339 has them, in UTC, with exactly six digits of the second. */
final class Timestamps {
  private static final int LENGTH = "2026-01-31T23:59:59.123456Z".length();

  private Timestamps() {}

  /** Written by hand: four of these stand in every answer, and a formatter costs ten times more. */
  static String text(Instant time) {
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
    if (utc.getYear() < 0 || utc.getYear() > 9999) {
      return time.toString();
    }
    StringBuilder text = new StringBuilder(LENGTH);
    digits(text, utc.getYear(), 1000);
    digits(text.append('-'), utc.getMonthValue(), 10);
    digits(text.append('-'), utc.getDayOfMonth(), 10);
    digits(text.append('T'), utc.getHour(), 10);
    digits(text.append(':'), utc.getMinute(), 10);
    digits(text.append(':'), utc.getSecond(), 10);
    digits(text.append('.'), utc.getNano() / 1000, 100_000);
    return text.append('Z').toString();
  }

  /** Reads a parameter; a plus sign that became a blank on its way is put back. */
  static @Nullable Instant parameter(QueryString query, String name) {
    String text = query.nonEmpty(name);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeException e) {
      throw ProblemException.invalid(
          name, "Must be a time of RFC 3339, for example 2026-01-31T23:59:59.123456Z.");
    }
  }

  private static void digits(StringBuilder text, int number, int weight) {
    for (int w = weight; w > 0; w /= 10) {
      text.append((char) ('0' + number / w % 10));
    }
  }
}
