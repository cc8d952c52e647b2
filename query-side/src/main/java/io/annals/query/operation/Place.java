package io.annals.query.operation;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where an operation stands in the list of all: an event's at its position, a job's right after the
 * event that was the newest when it began.
 *
 * @param job its number, 0 for an event's operation
 */
record Place(long position, long job) {
  static final Comparator<Place> NEWEST_FIRST =
      Comparator.comparingLong(Place::position).thenComparingLong(Place::job).reversed();

  /** Before all that there is. */
  private static final Place START = new Place(Long.MAX_VALUE, 0);

  static Place ofEvent(long position) {
    return new Place(position, 0);
  }

  /** The place that a page token names, the start where there is none. */
  static Place of(long @Nullable [] token) {
    return token == null ? START : new Place(token[0], token[1]);
  }

  /** The position before which the events come that stand after this place. */
  long events() {
    return job == 0 ? position : position + 1;
  }
}
