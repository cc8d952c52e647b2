package io.annals.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server said of itself at one moment, in Prometheus' text format.
 *
 * @param text the whole page
 */
record Metrics(String text) {

  /** Asks a running server. */
  static Metrics of(RegistryServer server) throws IOException {
    try (RegistryClient client = server.client()) {
      return of(client);
    }
  }

  /** Asks over an open connection. */
  static Metrics of(RegistryClient client) throws IOException {
    return new Metrics(client.get("/metrics"));
  }

  /**
   * The sum of a metric over all its labels.
   *
   * @throws MeasurementException if the server does not report it
   */
  double sum(String name) {
    List<Double> values =
        text.lines()
            .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
            .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
            .toList();
    if (values.isEmpty()) {
      throw new MeasurementException("The server reports no " + name + ".");
    }
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }

  /** By how much the numerator grew since an earlier moment for each one that the other grew. */
  double growth(Metrics before, String numerator, String denominator) {
    return (sum(numerator) - before.sum(numerator)) / (sum(denominator) - before.sum(denominator));
  }

  /**
   * A quantile of what a histogram counted since an earlier moment: the bound of the bucket that
   * holds it, so a little too much.
   */
  double quantile(Metrics before, String histogram, double share) {
    SortedMap<Double, Double> then = before.buckets(histogram);
    SortedMap<Double, Double> counts = new TreeMap<>();
    buckets(histogram)
        .forEach((bound, count) -> counts.put(bound, count - then.getOrDefault(bound, 0.0)));
    double rank = share * counts.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
    return counts.entrySet().stream()
        .filter(bucket -> bucket.getValue() >= rank && rank > 0)
        .findFirst()
        .map(Map.Entry::getKey)
        .orElseThrow(() -> new MeasurementException("Nothing was counted in " + histogram + "."));
  }

  private SortedMap<Double, Double> buckets(String histogram) {
    SortedMap<Double, Double> buckets = new TreeMap<>();
    Pattern line =
        Pattern.compile(
            "^" + histogram + "_bucket\\{.*le=\"([^\"]+)\".*} (\\S+)$", Pattern.MULTILINE);
    Matcher matcher = line.matcher(text);
    while (matcher.find()) {
      String bound = matcher.group(1);
      buckets.put(
          bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
          Double.valueOf(matcher.group(2)));
    }
    return buckets;
  }
}
