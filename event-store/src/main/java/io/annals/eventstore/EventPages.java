package io.annals.eventstore;

import io.annals.eventstore.EventSource.Positioned;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Rows page after page. */
final class EventPages {
  /** Rows that one question fetches at most. */
  static final int SIZE = 1_000;

  /** Bytes after which a page ends, so that large events do not fill the memory. */
  static final long BYTES = 16L << 20;

  private EventPages() {}

  /**
   * Rows page after page, each fetched when it is needed.
   *
   * @param fetch the page after a key
   * @param start the key to begin after
   * @param key of a row
   */
  static Stream<Positioned> of(
      LongFunction<List<Positioned>> fetch, long start, ToLongFunction<Positioned> key) {
    Iterator<Positioned> rows =
        new Iterator<>() {
          private List<Positioned> page = List.of();
          private int next;
          private long last = start;
          private boolean ended;

          @Override
          public boolean hasNext() {
            if (next == page.size() && !ended) {
              page = fetch.apply(last);
              next = 0;
              ended = isLast(page);
            }
            return next < page.size();
          }

          @Override
          public Positioned next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            Positioned row = page.get(next++);
            last = key.applyAsLong(row);
            return row;
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  private static boolean isLast(List<Positioned> page) {
    return page.size() < SIZE
        && page.stream().mapToLong(found -> found.row().weight()).sum() < BYTES;
  }
}
