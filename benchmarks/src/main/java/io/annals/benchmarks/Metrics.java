package io.annals.benchmarks;

import java.io.IOException;
import java.util.List;

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
}
