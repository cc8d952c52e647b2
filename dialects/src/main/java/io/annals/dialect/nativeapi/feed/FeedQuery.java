package io.annals.dialect.nativeapi.feed;

import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which events are asked for.
 *
 * @param stream the only stream, null for all
 * @param condition what they have to meet
 * @param after the position after which they begin
 * @param through the last position; {@link Long#MAX_VALUE} for no end
 * @param until the time before which they happened; null for no end. Its first event at that time
 *     or later ends the feed
 */
public record FeedQuery(
    @Nullable String stream,
    Predicate<SeenEvent> condition,
    long after,
    long through,
    @Nullable Instant until) {

  /** Whether an event is beyond the end. */
  boolean isBeyond(long position, String time) {
    return position > through || (until != null && !isBefore(time, until));
  }

  private static boolean isBefore(String time, Instant end) {
    try {
      return Instant.parse(time).isBefore(end);
    } catch (java.time.DateTimeException e) {
      return true;
    }
  }
}
