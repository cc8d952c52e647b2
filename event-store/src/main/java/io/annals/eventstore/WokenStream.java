package io.annals.eventstore;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.Registration;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * Events after a position, from memory where they are held there, else from the store. One thread
 * reads at a time; any thread may close.
 */
final class WokenStream implements BlockingStream<TrackedEventMessage<?>> {
  /** Events copied from memory in one go: enough to leave the shared lock alone for a while. */
  private static final int FROM_MEMORY = 256;

  /** How long to wait for rows that a replica or a failing database owes. */
  private static final long OWED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final StreamedEngine engine;
  private final EventTail tail;
  private final ArrayDeque<TrackedEventMessage<?>> fetched = new ArrayDeque<>();
  private long position;
  private volatile boolean closed;
  private volatile @Nullable Registration callback;

  WokenStream(StreamedEngine engine, long position) {
    this.engine = engine;
    this.tail = engine.tail();
    this.position = position;
  }

  @Override
  public Optional<TrackedEventMessage<?>> peek() {
    return fetch() ? Optional.of(fetched.getFirst()) : Optional.empty();
  }

  @Override
  public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(timeout);
    while (!closed) {
      if (fetch()) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      left = await(left);
    }
    return false;
  }

  /**
   * The next event, waiting for it.
   *
   * @throws IllegalStateException if the stream is closed
   */
  @Override
  public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
    while (!fetch()) {
      if (closed) {
        throw new IllegalStateException("The stream is closed.");
      }
      await(TimeUnit.HOURS.toNanos(1));
    }
    return fetched.removeFirst();
  }

  /** Calls back at each arrival, and at once if there is something to read already. */
  @Override
  public boolean setOnAvailableCallback(Runnable onAvailable) {
    Registration old = callback;
    callback = tail.onArrival(onAvailable);
    if (old != null) {
      old.cancel();
    }
    if (!fetched.isEmpty() || tail.head() > position) {
      onAvailable.run();
    }
    return true;
  }

  @Override
  public void close() {
    closed = true;
    Registration registered = callback;
    if (registered != null) {
      registered.cancel();
    }
    tail.wakeAll();
  }

  private boolean fetch() {
    if (closed) {
      return false;
    }
    while (fetched.isEmpty() && tail.head() > position) {
      List<TrackedEventMessage<?>> recent = tail.after(position, FROM_MEMORY);
      if (!recent.isEmpty()) {
        fetched.addAll(recent);
        position += recent.size();
        continue;
      }
      StreamedEngine.Page page = engine.pageAfter(position);
      if (page.lastPosition() == position) {
        return false;
      }
      fetched.addAll(page.messages());
      position = page.lastPosition();
    }
    return !fetched.isEmpty();
  }

  private long await(long nanos) throws InterruptedException {
    if (tail.head() > position) {
      long pause = Math.min(nanos, OWED_NANOS);
      TimeUnit.NANOSECONDS.sleep(pause);
      return nanos - pause;
    }
    return tail.awaitBeyond(position, nanos, () -> closed);
  }
}
