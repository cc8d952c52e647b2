package io.annals.benchmarks;

import java.util.Collections;
import java.util.List;

/**
 * One load of several nodes.
 *
 * @param visible from the acknowledgement by one node until the next one shows it, microseconds
 * @param cpu seconds of each node
 * @param database seconds of CPU of the database
 * @param before what each node said of itself when the updates began
 * @param after the same when all of them were visible
 */
record NodesRound(
    WrkReport updates,
    double readsPerSecond,
    Samples visible,
    List<Double> cpu,
    double database,
    List<Metrics> before,
    List<Metrics> after) {
  private static final String COMMITS = "annals_events_commit_seconds_count";
  private static final String COMMIT_TIME = "annals_events_commit_seconds_sum";
  private static final String EVENTS = "annals_events_appended_events_total";

  double updatesPerSecond() {
    return updates.perSecond();
  }

  double commitsPerSecond() {
    return growth(COMMITS) / updates.seconds();
  }

  double eventsPerCommit() {
    return growth(EVENTS) / growth(COMMITS);
  }

  double commitMicros() {
    return 1e6 * growth(COMMIT_TIME) / growth(COMMITS);
  }

  double nodeMicros() {
    return 1e6 * nodeSeconds() / updates.requests();
  }

  double databaseMicros() {
    return 1e6 * database / updates.requests();
  }

  double nodeCores() {
    return nodeSeconds() / updates.seconds();
  }

  double databaseCores() {
    return database / updates.seconds();
  }

  /** The share of the busiest node in the CPU of all of them, in percent. */
  double busiest() {
    return 100 * Collections.max(cpu) / nodeSeconds();
  }

  private double nodeSeconds() {
    return cpu.stream().mapToDouble(Double::doubleValue).sum();
  }

  private double growth(String metric) {
    double sum = 0;
    for (int i = 0; i < after.size(); i++) {
      sum += after.get(i).sum(metric) - before.get(i).sum(metric);
    }
    return sum;
  }
}
