package io.annals.query;

import io.annals.query.state.Micros;
import java.time.Instant;

/**
 * When the newest events became durable, as far as this process noticed: at the end of the commit
 * where it stored them itself, and when it heard of them where another process did. Thread-safe.
 */
final class DurableTimes {
  /** Arrivals that are remembered; the views are never further behind while they serve. */
  private static final int CAPACITY = 4096;

  private final long[] positions = new long[CAPACITY];
  private final long[] micros = new long[CAPACITY];
  private long count;

  /** Everything up to this position is durable from now on. */
  void reached(long position) {
    long now = Micros.of(Instant.now());
    synchronized (this) {
      if (count > 0 && positions[slot(count - 1)] >= position) {
        return;
      }
      positions[slot(count)] = position;
      micros[slot(count)] = now;
      count++;
    }
  }

  /**
   * When the event at a position became durable, in microseconds since 1970.
   *
   * @param otherwise what is answered where that is not known
   */
  synchronized long of(long position, long otherwise) {
    long low = Math.max(0, count - CAPACITY);
    long oldest = low;
    long high = count;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (positions[slot(middle)] < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    // The oldest arrival that is remembered may stand for events of those that are forgotten.
    return low == count || low == oldest ? otherwise : micros[slot(low)];
  }

  private static int slot(long arrival) {
    return (int) (arrival % CAPACITY);
  }
}
