package io.annals.dialect.nativeapi.feed;

import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * What all readers of the feed share: the log, the bell that rings when events arrive, and the
 * bounds on how much they may take of the server. Stops before the web server does, so that streams
 * end instead of holding it up. Thread-safe.
 */
public final class EventFeed implements SmartLifecycle {
  /** Pages that are read from the store at the same time; commands need its connections too. */
  private static final int READS = 3;

  private final EventLog log;
  private final Origins origins;
  private final StreamSlots slots;
  private final Duration beat;
  private final Semaphore reads = new Semaphore(READS, true);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition bell = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile EventLog.@Nullable Arrivals arrivals;
  private volatile boolean closing;

  /**
   * @param streams that may be open at the same time; each holds a thread and a page of events
   * @param beat the longest silence on a stream
   */
  public EventFeed(EventLog log, int streams, Duration beat) {
    this.log = log;
    this.origins = new Origins(log);
    this.slots = new StreamSlots(streams);
    this.beat = beat;
  }

  /** The position of the last event that this node knows of. */
  public long head() {
    return log.head();
  }

  /** Whether there is an event at this position, also where another node has just written it. */
  public boolean reaches(long position) {
    return position <= log.head() || !log.after(position - 1, 1).isEmpty();
  }

  /** The position of the first event that happened at this time or later, if any did. */
  public OptionalLong firstAtOrAfter(Instant time) {
    return log.firstAtOrAfter(time);
  }

  /** The event at a position. */
  public Optional<RecordedEvent> at(long position) {
    return position < 1
        ? Optional.empty()
        : log.after(position - 1, 1).stream()
            .filter(event -> event.position() == position)
            .findFirst();
  }

  /** The event of an id. */
  public Optional<RecordedEvent> withId(String id) {
    return new EventSearch(log).withId(id);
  }

  /** The namespace that an event belongs to, empty where nobody knows. */
  public String namespaceOf(RecordedEvent event) {
    return new SeenEvent(event, origins).namespace();
  }

  /** The first event of a stream. */
  public Optional<RecordedEvent> firstOf(String stream) {
    return log.ofStream(stream, 0, 1).stream().findFirst();
  }

  FeedCursor cursor(FeedQuery query) {
    return query.stream() == null
        ? FeedCursor.ofAll(log, query.after())
        : FeedCursor.ofStream(log, query.stream(), query.after());
  }

  SeenEvent seen(RecordedEvent event) {
    return new SeenEvent(event, origins);
  }

  /** A stream that is open until this is closed. */
  public interface OpenStream extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place for one more stream.
   *
   * @throws ProblemException {@code OVERLOADED} if there is none
   */
  public OpenStream openStream(String principal) {
    return slots.take(principal);
  }

  /** How many streams are open. */
  public int openStreams() {
    return slots.open();
  }

  Duration beat() {
    return beat;
  }

  boolean isClosing() {
    return closing;
  }

  /** Reads on, as one of few at the same time. */
  List<RecordedEvent> read(FeedCursor cursor, int limit) {
    reads.acquireUninterruptibly();
    try {
      return cursor.next(limit);
    } finally {
      reads.release();
    }
  }

  /** Waits until there are events beyond a position, the time has passed, or the server stops. */
  void awaitBeyond(long position, Duration time) {
    waiting.incrementAndGet();
    lock.lock();
    try {
      long left = time.toNanos();
      while (log.head() <= position && !closing && left > 0) {
        left = bell.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.of(ProblemType.UNAVAILABLE, "The server is stopping.");
    } finally {
      lock.unlock();
      waiting.decrementAndGet();
    }
  }

  /** Waits for a time, or until the server stops. */
  void pause(Duration time) {
    awaitBeyond(Long.MAX_VALUE, time);
  }

  /** On the thread that stores events: who waits looked at the head after it had registered. */
  private void ring() {
    if (waiting.get() > 0) {
      lock.lock();
      try {
        bell.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void start() {
    closing = false;
    arrivals = log.onArrival(this::ring);
  }

  @Override
  public void stop() {
    closing = true;
    EventLog.Arrivals registered = arrivals;
    if (registered != null) {
      registered.close();
      arrivals = null;
    }
    ring();
  }

  @Override
  public boolean isRunning() {
    return arrivals != null;
  }

  /** Before the web server waits for its last answers. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
