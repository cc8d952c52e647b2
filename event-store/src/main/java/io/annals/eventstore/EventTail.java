package io.annals.eventstore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.axonframework.common.Registration;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest events in memory, shared by all streams, and the bell that a commit rings.
 *
 * <p>What is held is one run of positions without a gap, and only of committed events. The head may
 * lie beyond it, where another node wrote or where the outcome of a commit was learned later: those
 * events are in the table.
 *
 * <p>Thread-safe.
 */
final class EventTail {
  /** Events held at most. */
  static final int MAX_EVENTS = 16_384;

  /** Bytes of serialised events held at most; the objects take a small multiple of it. */
  static final long MAX_BYTES = 64L << 20;

  private static final Logger log = LoggerFactory.getLogger(EventTail.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final TrackedEventMessage<?>[] events;
  private final int[] weights;
  private final long maxBytes;

  /** The run that is held: positions from low to high, empty where high is low - 1. */
  private long low;

  private long high;
  private long bytes;
  private volatile long head;

  EventTail(long head, int maxEvents, long maxBytes) {
    this.events = new TrackedEventMessage<?>[maxEvents];
    this.weights = new int[maxEvents];
    this.maxBytes = maxBytes;
    this.head = head;
    this.low = head + 1;
    this.high = head;
  }

  /** The last durable position that is known here; 0 before the first event. */
  long head() {
    return head;
  }

  /** Adds committed events, the first of them at this position, and rings. */
  void publish(long first, List<TrackedEventMessage<?>> messages, int[] sizes) {
    lock.lock();
    try {
      if (first != high + 1) {
        empty(first);
      }
      for (int i = 0; i < messages.size(); i++) {
        add(messages.get(i), sizes[i]);
      }
      head = Math.max(head, high);
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    ring();
  }

  /** Learns that events up to this position are in the table, and rings if that is news. */
  void advance(long position) {
    if (position <= head) {
      return;
    }
    lock.lock();
    try {
      if (position <= head) {
        return;
      }
      head = position;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    ring();
  }

  /**
   * The events that follow a position, as far as they are in memory.
   *
   * @return without a gap from the next position on; empty if that one is not held
   */
  List<TrackedEventMessage<?>> after(long position, int limit) {
    lock.lock();
    try {
      if (position + 1 < low || position >= high) {
        return List.of();
      }
      int count = (int) Math.min(limit, high - position);
      List<TrackedEventMessage<?>> found = new ArrayList<>(count);
      for (long p = position + 1; p <= position + count; p++) {
        found.add(events[slot(p)]);
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the head is beyond a position, or until the condition holds.
   *
   * @return the nanoseconds of the time that are left, none or less if it has passed
   */
  long awaitBeyond(long position, long nanos, BooleanSupplier orUntil) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (head <= position && left > 0 && !orUntil.getAsBoolean()) {
        left = arrived.awaitNanos(left);
      }
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes all who wait, for a reason other than an event. */
  void wakeAll() {
    lock.lock();
    try {
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Calls the listener after each arrival, on the thread that brought it: it must be quick. */
  Registration onArrival(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void add(TrackedEventMessage<?> event, int weight) {
    while (high >= low && (high - low + 1 == events.length || bytes + weight > maxBytes)) {
      int oldest = slot(low++);
      bytes -= weights[oldest];
      events[oldest] = null;
    }
    high++;
    if (weight > maxBytes) {
      low = high + 1;
      return;
    }
    events[slot(high)] = event;
    weights[slot(high)] = weight;
    bytes += weight;
  }

  private void empty(long first) {
    Arrays.fill(events, null);
    bytes = 0;
    low = first;
    high = first - 1;
  }

  private int slot(long position) {
    return (int) (position % events.length);
  }

  private void ring() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        log.debug("A stream's callback failed; the stream will look again by itself.", e);
      }
    }
  }
}
