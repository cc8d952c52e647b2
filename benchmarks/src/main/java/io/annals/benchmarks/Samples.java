package io.annals.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Numbers of one kind, in order; never empty. Immutable. */
final class Samples {
  private final List<Double> sorted;

  private Samples(List<Double> sorted) {
    this.sorted = sorted;
  }

  /**
   * Sorts a copy of the numbers.
   *
   * @throws MeasurementException if there are none
   */
  static Samples of(Collection<Double> numbers) {
    if (numbers.isEmpty()) {
      throw new MeasurementException("Nothing was measured.");
    }
    List<Double> sorted = new ArrayList<>(numbers);
    sorted.sort(null);
    return new Samples(List.copyOf(sorted));
  }

  int count() {
    return sorted.size();
  }

  /** The middle number; of an even count the mean of the two in the middle. */
  double median() {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The smallest number that at least this share of all numbers does not exceed, 0 < share ≤ 1. */
  double quantile(double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }
}
