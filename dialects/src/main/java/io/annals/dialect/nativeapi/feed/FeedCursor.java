package io.annals.dialect.nativeapi.feed;

import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads events on from a position, in order and each once: all events, or at first those of one
 * stream. Not thread-safe.
 *
 * <p>Who follows a stream gets, once its end is reached, all events that come, and picks those of
 * the stream: so that a thousand events elsewhere are not a thousand questions about it.
 */
final class FeedCursor {
  private final EventLog log;
  private @Nullable String stream;
  private long sequence;
  private long position;

  private FeedCursor(EventLog log, long position, @Nullable String stream, long sequence) {
    this.log = log;
    this.position = position;
    this.stream = stream;
    this.sequence = sequence;
  }

  /** Reads all events after a position. */
  static FeedCursor ofAll(EventLog log, long position) {
    return new FeedCursor(log, position, null, 0);
  }

  /** Reads the events of a stream after a position. */
  static FeedCursor ofStream(EventLog log, String stream, long position) {
    return new FeedCursor(log, position, stream, firstAfter(log, stream, position));
  }

  /** Every event up to here was looked at. */
  long position() {
    return position;
  }

  /**
   * The next events; none only at the present end.
   *
   * @param limit how many at the most
   */
  List<RecordedEvent> next(int limit) {
    if (stream == null) {
      List<RecordedEvent> page = log.after(position, limit);
      if (!page.isEmpty()) {
        position = page.get(page.size() - 1).position();
      }
      return page;
    }
    // Read before the events: what is stored up to it, the stream's page shows.
    long head = log.head();
    List<RecordedEvent> page = log.ofStream(stream, sequence, limit);
    if (page.isEmpty()) {
      position = Math.max(position, head);
      stream = null;
    } else {
      RecordedEvent last = page.get(page.size() - 1);
      position = last.position();
      sequence = last.sequence() + 1;
    }
    return page;
  }

  /** The first sequence of the stream beyond a position: by halves, as both grow together. */
  private static long firstAfter(EventLog log, String stream, long position) {
    if (position <= 0) {
      return 0;
    }
    long low = 0;
    long high = 1;
    while (isUpTo(log, stream, high - 1, position)) {
      low = high;
      high = high * 2;
    }
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (isUpTo(log, stream, middle, position)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isUpTo(EventLog log, String stream, long sequence, long position) {
    List<RecordedEvent> event = log.ofStream(stream, sequence, 1);
    return !event.isEmpty() && event.get(0).position() <= position;
  }
}
