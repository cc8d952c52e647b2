package io.annals.dialect.nativeapi;

import io.annals.api.analytics.Dimension;
import io.annals.api.analytics.Interval;
import io.annals.api.analytics.Period;
import io.annals.api.analytics.TopChanges.By;
import io.annals.api.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of {@code /v1/analytics}. */
final class AnalyticsParameters {
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private AnalyticsParameters() {}

  static Interval interval(QueryString query) {
    return one(query, "interval", Interval.DAY, Interval::ofKey, Interval.values(), Interval::key);
  }

  static By by(QueryString query) {
    return one(query, "by", By.FUNCTION, By::ofKey, By.values(), By::key);
  }

  static List<Dimension> groupBy(QueryString query) {
    String text = query.nonEmpty("groupBy");
    List<Dimension> dimensions = new ArrayList<>();
    if (text != null) {
      for (String key : text.split(",", -1)) {
        dimensions.add(
            Dimension.ofKey(key.strip())
                .orElseThrow(
                    () -> unknown("groupBy", key.strip(), Dimension.values(), Dimension::key)));
      }
    }
    return dimensions;
  }

  /** Whether {@code events} asks for all of them and not for changes only. */
  static boolean allEvents(QueryString query) {
    String text = query.nonEmpty("events");
    if (text == null || text.equals("changes")) {
      return false;
    }
    if (text.equals("all")) {
      return true;
    }
    throw ProblemException.invalid("events", "Must be changes or all.");
  }

  static Period period(QueryString query) {
    Instant from = time(query, "from");
    Instant to = time(query, "to");
    if (from != null && to != null && !from.isBefore(to)) {
      throw ProblemException.invalid("to", "Must be later than from.");
    }
    return new Period(from, to);
  }

  private static @Nullable Instant time(QueryString query, String name) {
    Instant time = Timestamps.parameter(query, name);
    if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
      throw ProblemException.invalid(name, "Must be of the years 1970 to 9999.");
    }
    return time;
  }

  private static <T> T one(
      QueryString query,
      String name,
      T absent,
      Function<String, Optional<T>> ofKey,
      T[] all,
      Function<T, String> key) {
    String text = query.nonEmpty(name);
    return text == null
        ? absent
        : ofKey.apply(text).orElseThrow(() -> unknown(name, text, all, key));
  }

  private static <T> ProblemException unknown(
      String name, String text, T[] all, Function<T, String> key) {
    return ProblemException.invalid(
        name,
        "'"
            + text
            + "' is none of "
            + Stream.of(all).map(key).collect(Collectors.joining(", "))
            + ".");
  }
}
