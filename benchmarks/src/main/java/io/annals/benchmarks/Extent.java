package io.annals.benchmarks;

import java.util.List;

/**
 * How much is measured.
 *
 * @param seconds of each load
 * @param runs of each load; the median counts
 * @param warmUpSeconds of each kind of load before anything counts
 * @param functions that the loads update at random
 * @param versions the lengths of history between which the cost of an update is compared, ascending
 * @param updates of which the median is taken at each length
 */
record Extent(
    int seconds, int runs, int warmUpSeconds, int functions, List<Integer> versions, int updates) {

  /** Enough to quote. */
  static Extent full(int seconds, int runs) {
    return new Extent(seconds, runs, 15, 1_000, List.of(1, 1_000, 100_000), 300);
  }

  /** Enough to see whether a change helped: about a minute for each setup. */
  static Extent quick() {
    return new Extent(3, 1, 5, 1_000, List.of(1, 1_000, 10_000), 200);
  }
}
