package io.annals.dialect.nativeapi.feed;

import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes the feed as it is read: a page from the log, then that page to the client, then the next.
 * A client that does not read holds one page and one thread, until the web server's write timeout
 * ends it.
 *
 * <p>A stream without an end in sight says something at least once in every beat: server-sent
 * events the position up to which there was nothing for this client, lines an empty one.
 */
public final class FeedStream {
  private static final int SMALLEST_READ = 4;
  private static final int LARGEST_READ = 500;

  /** What a page should weigh: events of a kilobyte come by hundreds, those of a megabyte few. */
  private static final long READ_BYTES = 512L << 10;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final byte[] END_OF_MESSAGE = bytes("\n\n");
  private static final byte[] DATA = bytes("\ndata: ");

  private final EventFeed feed;
  private final FeedQuery query;
  private final boolean messages;
  private final boolean follow;
  private final FeedCursor cursor;
  private final OutputStream out;
  private long left;
  private long lastWrite = System.nanoTime();
  private int readLimit = 64;

  private FeedStream(
      EventFeed feed,
      FeedQuery query,
      FeedFormat format,
      boolean follow,
      long limit,
      OutputStream out) {
    this.feed = feed;
    this.query = query;
    this.messages = format == FeedFormat.EVENTS;
    this.follow = follow;
    this.cursor = feed.cursor(query);
    this.left = limit;
    this.out = out;
  }

  /**
   * Writes until the end of what is asked for, the client goes away, or the server stops.
   *
   * @param format one that is a stream
   * @param follow whether to wait at the present end for more
   * @param limit the most events
   * @throws ProblemException if it breaks off before its end
   * @throws IOException if the client went away
   */
  public static void write(
      EventFeed feed,
      FeedQuery query,
      FeedFormat format,
      boolean follow,
      long limit,
      OutputStream out)
      throws IOException {
    new FeedStream(feed, query, format, follow, limit, out).run();
  }

  private void run() throws IOException {
    if (messages) {
      // Who is cut off before the first event comes back to where this began.
      out.write(bytes("retry: 1000\nid: " + query.after() + "\n\n"));
    }
    flush();
    boolean more = left > 0 && query.after() < query.through();
    while (more) {
      if (feed.isClosing()) {
        end();
        return;
      }
      Deque<RecordedEvent> page = read();
      more = page.isEmpty() ? rest() : written(page);
    }
  }

  /** Where a client would take the end of the stream for the end of the events, it breaks off. */
  private void end() {
    if (!follow) {
      throw ProblemException.temporary(
          ProblemType.UNAVAILABLE, "The server is stopping.", PAUSE, null);
    }
  }

  private Deque<RecordedEvent> read() throws IOException {
    while (true) {
      try {
        List<RecordedEvent> page = feed.read(cursor, readLimit);
        adapt(page);
        return new ArrayDeque<>(page);
      } catch (ProblemException e) {
        if (!follow || e.type() != ProblemType.UNAVAILABLE || feed.isClosing()) {
          throw e;
        }
        feed.pause(PAUSE);
        beatIfSilent();
      }
    }
  }

  private void adapt(List<RecordedEvent> page) {
    if (page.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (RecordedEvent event : page) {
      bytes += event.payload().length() + event.metadata().length();
    }
    long each = Math.max(1, bytes / page.size());
    readLimit = (int) Math.max(SMALLEST_READ, Math.min(LARGEST_READ, READ_BYTES / each));
  }

  /** Writes a page, forgetting each event as it is gone; whether there may be more. */
  private boolean written(Deque<RecordedEvent> page) throws IOException {
    boolean wrote = false;
    for (RecordedEvent event = page.poll(); event != null; event = page.poll()) {
      if (query.isBeyond(event.position(), event.time())) {
        flush();
        return false;
      }
      if (query.condition().test(feed.seen(event))) {
        write(event);
        wrote = true;
        left--;
      }
      if (left == 0 || event.position() == query.through()) {
        flush();
        return false;
      }
    }
    if (wrote) {
      flush();
    } else {
      beatIfSilent();
    }
    return true;
  }

  /** At the present end; whether there may be more. */
  private boolean rest() throws IOException {
    if (!follow || cursor.position() >= query.through()) {
      return false;
    }
    Duration time = untilNextBeat();
    Instant until = query.until();
    if (until != null) {
      Duration toEnd = Duration.between(Instant.now(), until);
      if (toEnd.isNegative()) {
        return false;
      }
      time = time.compareTo(toEnd) < 0 ? time : toEnd.plusMillis(1);
    }
    feed.awaitBeyond(cursor.position(), time);
    if (!feed.isClosing()) {
      beatIfSilent();
    }
    return true;
  }

  private void write(RecordedEvent event) throws IOException {
    byte[] json = CloudEventJson.publicForm(event);
    if (messages) {
      out.write(bytes("id: " + event.position()));
      out.write(DATA);
      out.write(json);
      out.write(END_OF_MESSAGE);
    } else {
      out.write(json);
      out.write('\n');
    }
  }

  private void beatIfSilent() throws IOException {
    if (untilNextBeat().isZero()) {
      out.write(messages ? bytes(": \nid: " + cursor.position() + "\n\n") : bytes("\n"));
      flush();
    }
  }

  private Duration untilNextBeat() {
    Duration left = feed.beat().minusNanos(System.nanoTime() - lastWrite);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void flush() throws IOException {
    out.flush();
    lastWrite = System.nanoTime();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
