package io.annals.dialect.nativeapi.feed;

import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds an event by its id without an index: the id tells the millisecond at which it was made
 * (UUID version 7), and times grow with positions but for the clocks of several nodes, which are
 * taken to agree within a few seconds.
 */
final class EventSearch {
  private static final Duration DISAGREEMENT = Duration.ofSeconds(5);
  private static final int PAGE = 500;
  private static final int MOST_LOOKED_AT = 200_000;

  private final EventLog log;

  EventSearch(EventLog log) {
    this.log = log;
  }

  Optional<RecordedEvent> withId(String id) {
    Instant made = timeOf(id);
    if (made == null) {
      return Optional.empty();
    }
    long position = lastBefore(made.minus(DISAGREEMENT));
    Instant last = made.plus(DISAGREEMENT);
    for (int seen = 0; seen < MOST_LOOKED_AT; ) {
      List<RecordedEvent> page = log.after(position, PAGE);
      for (RecordedEvent event : page) {
        if (event.eventId().equals(id)) {
          return Optional.of(event);
        }
      }
      if (page.isEmpty() || time(page.get(page.size() - 1)).isAfter(last)) {
        return Optional.empty();
      }
      seen += page.size();
      position = page.get(page.size() - 1).position();
    }
    return Optional.empty();
  }

  /** A position before which all events happened earlier. */
  private long lastBefore(Instant time) {
    long low = 0;
    long high = log.head();
    while (low < high) {
      long middle = low + (high - low) / 2;
      List<RecordedEvent> event = log.after(middle, 1);
      if (!event.isEmpty() && time(event.get(0)).isBefore(time)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static @org.jspecify.annotations.Nullable Instant timeOf(String id) {
    if (id.length() != 36) {
      return null;
    }
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.version() == 7
          ? Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16)
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Instant time(RecordedEvent event) {
    try {
      return Instant.parse(event.time());
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
