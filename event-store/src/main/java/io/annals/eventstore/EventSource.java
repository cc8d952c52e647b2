package io.annals.eventstore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Reads of what is stored. Thread-safe. Every method throws {@link
 * io.annals.api.problem.ProblemException} of type UNAVAILABLE when the store does not answer.
 */
interface EventSource {
  /** A row with its place among all. */
  record Positioned(long position, EventRow row) {}

  /** The events after a position, in order; none only if there are none. */
  List<Positioned> pageAfter(long position, int limit);

  /** The events of a stream from a sequence on, in order; none only if there are none. */
  List<Positioned> streamFrom(String aggregateId, long sequence, int limit);

  /** The same without positions and to the end, read as they are asked for. */
  Stream<EventRow> wholeStream(String aggregateId, long sequence);

  /** The newest snapshot. */
  Optional<EventRow> snapshot(String aggregateId);

  /** The last position in the store, 0 where it is empty. */
  long head();

  /** The last sequence of a stream; empty where there is none. */
  OptionalLong lastSequence(String aggregateId);

  /** The first position whose event happened at this time or later. */
  OptionalLong firstAtOrAfter(Instant time);
}
