package io.annals.benchmarks;

import java.util.Locale;

/**
 * One measured line of one setup.
 *
 * @param name the line of the table
 * @param value as it is printed
 */
record Figure(String name, String value) {

  /** A count or a rate: whole, with separators. */
  static Figure count(String name, double value) {
    return new Figure(name, String.format(Locale.ROOT, "%,.0f", value));
  }

  /** A ratio. */
  static Figure ratio(String name, double value) {
    return new Figure(name, String.format(Locale.ROOT, "%.2f", value));
  }

  /** Times, given in microseconds and printed in milliseconds. */
  static Figure millis(String name, double... micros) {
    StringBuilder text = new StringBuilder();
    for (double each : micros) {
      text.append(text.isEmpty() ? "" : " / ");
      text.append(String.format(Locale.ROOT, each < 10_000 ? "%.2f" : "%.1f", each / 1_000));
    }
    return new Figure(name, text.toString());
  }
}
