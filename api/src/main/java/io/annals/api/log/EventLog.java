package io.annals.api.log;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads the events of all aggregates in their one order. What was read once reads the same for
 * ever, and nothing appears before what was read already.
 *
 * <p>Thread-safe. Every method but {@link #head} and {@link #onArrival} throws {@link
 * io.annals.api.problem.ProblemException} of type {@code UNAVAILABLE} when the store cannot be
 * reached.
 */
public interface EventLog {

  /** The position of the last durable event that this node knows of; 0 before the first. Cheap. */
  long head();

  /**
   * The events that follow a position.
   *
   * @param position 0 for the start
   * @param limit how many at the most; fewer come also where they are large, but never none while
   *     there is one
   * @return in order, without a gap; empty only at the end
   */
  List<RecordedEvent> after(long position, int limit);

  /**
   * The events of one stream from a sequence number on, as {@link #after} gives them.
   *
   * @param sequence 0 for the start
   */
  List<RecordedEvent> ofStream(String aggregateId, long sequence, int limit);

  /** The first position whose event happened at this time or later; empty where none did. */
  OptionalLong firstAtOrAfter(Instant time);

  /**
   * Calls back after events have arrived, on the thread that brought them: the listener must be
   * quick and must not read. One call may stand for many events.
   *
   * @return ends the calls when it is closed
   */
  Arrivals onArrival(Runnable listener);

  /** A listener's registration. */
  interface Arrivals extends AutoCloseable {
    /** Ends the calls; a second time does nothing. */
    @Override
    void close();
  }
}
