package io.annals.dialect.nativeapi.feed;

import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the feed.
 *
 * @param events as CloudEvents, in order
 * @param position every event up to here was looked at
 * @param next the position after which the next page begins; null at the present end
 */
public record FeedPage(List<byte[]> events, long position, @Nullable Long next) {
  /** Events that a page looks at, at the most: a rare condition is answered in several pages. */
  static final int MOST_LOOKED_AT = 50_000;

  /** Bytes after which a page ends. */
  static final long BYTES = 4L << 20;

  private static final int READ = 500;

  /** Reads a page of at most this many events. */
  public static FeedPage read(EventFeed feed, FeedQuery query, int size) {
    FeedCursor cursor = feed.cursor(query);
    List<byte[]> events = new ArrayList<>();
    long last = query.after();
    long bytes = 0;
    for (int looked = 0; looked < MOST_LOOKED_AT; ) {
      List<RecordedEvent> read = feed.read(cursor, Math.min(READ, size + 1));
      if (read.isEmpty()) {
        return new FeedPage(events, Math.min(cursor.position(), query.through()), null);
      }
      looked += read.size();
      for (RecordedEvent event : read) {
        if (query.isBeyond(event.position(), event.time())) {
          return new FeedPage(events, last, null);
        }
        if (query.condition().test(feed.seen(event))) {
          if (events.size() == size || bytes > BYTES) {
            return new FeedPage(events, last, last);
          }
          byte[] json = CloudEventJson.publicForm(event);
          events.add(json);
          bytes += json.length;
        }
        last = event.position();
      }
    }
    return new FeedPage(events, last, last);
  }
}
