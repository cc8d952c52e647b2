package io.annals.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What wrk reports of one load, in the line that {@code load.lua} prints at its end.
 *
 * @param requests that were answered
 * @param seconds that it took
 * @param p50 of the time from request to answer, in microseconds
 * @param p99 of the same
 */
record WrkReport(long requests, double seconds, double p50, double p99) {
  private static final String LINE = "annals ";
  private static final List<String> ERRORS =
      List.of("status", "connect", "read", "write", "timeout");

  /**
   * Reads it from wrk's output.
   *
   * @throws MeasurementException if the line is missing, or if it tells of an answer that was not
   *     2xx or of any other error: a number that counts failures says nothing
   */
  static WrkReport parse(String output) {
    String line =
        output
            .lines()
            .filter(candidate -> candidate.startsWith(LINE))
            .findFirst()
            .orElseThrow(() -> new MeasurementException("wrk made no report:\n" + output));
    Map<String, Long> values = new HashMap<>();
    for (String pair : line.substring(LINE.length()).strip().split(" ")) {
      String[] parts = pair.split("=", 2);
      values.put(parts[0], Long.valueOf(parts[1]));
    }
    for (String error : ERRORS) {
      if (value(values, error) > 0) {
        throw new MeasurementException("The load met errors: " + line);
      }
    }
    long requests = value(values, "requests");
    if (requests == 0) {
      throw new MeasurementException("The load got no answer: " + line);
    }
    return new WrkReport(
        requests,
        value(values, "duration_us") / 1e6,
        value(values, "p50_us"),
        value(values, "p99_us"));
  }

  double perSecond() {
    return requests / seconds;
  }

  private static long value(Map<String, Long> values, String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new MeasurementException("wrk's report lacks " + name + ".");
    }
    return value;
  }
}
