package io.annals.eventstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;

/**
 * A storage engine with one dense global order of events from 1, whose newest events are in memory
 * and wake whoever waits for them. That position is the tracking token, wherever the events live.
 *
 * <p>Thread-safe.
 */
public abstract class StreamedEngine implements EventStorageEngine, StoreState, AutoCloseable {
  private final Serializer eventSerializer;
  private final Serializer snapshotSerializer;
  private final EventUpcaster upcasters;
  private final SnapshotFilter snapshotFilter;

  StreamedEngine(
      Serializer eventSerializer,
      Serializer snapshotSerializer,
      EventUpcaster upcasters,
      SnapshotFilter snapshotFilter) {
    this.eventSerializer = eventSerializer;
    this.snapshotSerializer = snapshotSerializer;
    this.upcasters = upcasters;
    this.snapshotFilter = snapshotFilter;
  }

  abstract EventSource source();

  abstract EventTail tail();

  final Serializer eventSerializer() {
    return eventSerializer;
  }

  final Serializer snapshotSerializer() {
    return snapshotSerializer;
  }

  @Override
  public final Stream<? extends TrackedEventMessage<?>> readEvents(
      @Nullable TrackingToken trackingToken, boolean mayBlock) {
    Stream<EventSource.Positioned> rows =
        EventPages.of(
            last -> source().pageAfter(last, EventPages.SIZE),
            position(trackingToken),
            EventSource.Positioned::position);
    return deserialize(rows);
  }

  @Override
  public final DomainEventStream readEvents(String aggregateIdentifier, long firstSequenceNumber) {
    return new KnownEvents(
        EventStreamUtils.upcastAndDeserializeDomainEvents(
            source()
                .wholeStream(aggregateIdentifier, firstSequenceNumber)
                .map(StoredMessages::asEntry),
            eventSerializer,
            upcasters));
  }

  @Override
  public final Optional<DomainEventMessage<?>> readSnapshot(String aggregateIdentifier) {
    return source()
        .snapshot(aggregateIdentifier)
        .map(StoredMessages::asEntry)
        .filter(snapshotFilter::allow)
        .<DomainEventMessage<?>>flatMap(
            entry -> {
              DomainEventStream stream =
                  EventStreamUtils.upcastAndDeserializeDomainEvents(
                      Stream.of(entry), snapshotSerializer, upcasters);
              return stream.hasNext() ? Optional.of(stream.next()) : Optional.empty();
            })
        // That of another release is passed over; the events tell the same.
        .filter(snapshot -> !KnownEvents.isUnknown(snapshot));
  }

  @Override
  public final Optional<Long> lastSequenceNumberFor(String aggregateIdentifier) {
    OptionalLong last = source().lastSequence(aggregateIdentifier);
    return last.isPresent() ? Optional.of(last.getAsLong()) : Optional.empty();
  }

  /** Null, which every stream takes as the start. */
  @Override
  public final @Nullable TrackingToken createTailToken() {
    return null;
  }

  /** The last position in the store, null where it is empty. */
  @Override
  public final @Nullable TrackingToken createHeadToken() {
    return token(source().head());
  }

  /** The position before the first event at this time or later; the head where there is none. */
  @Override
  public final @Nullable TrackingToken createTokenAt(Instant dateTime) {
    OptionalLong first = source().firstAtOrAfter(dateTime);
    return first.isPresent() ? token(first.getAsLong() - 1) : createHeadToken();
  }

  @Override
  public final long headPosition() {
    return tail().head();
  }

  @Override
  public abstract void close();

  /** What a stream reads from the store in one go. */
  record Page(List<TrackedEventMessage<?>> messages, long lastPosition) {}

  /** The events after a position; upcasters may have made fewer or more of them. */
  final Page pageAfter(long position) {
    List<EventSource.Positioned> rows = source().pageAfter(position, EventPages.SIZE);
    if (rows.isEmpty()) {
      return new Page(List.of(), position);
    }
    return new Page(messages(rows), rows.get(rows.size() - 1).position());
  }

  /** The messages of rows, each read when it is asked for its content. */
  final List<TrackedEventMessage<?>> messages(List<EventSource.Positioned> rows) {
    List<TrackedEventMessage<?>> messages = new ArrayList<>(rows.size());
    deserialize(rows.stream()).forEach(messages::add);
    return messages;
  }

  /** The position that a token stands for, 0 for the start. */
  static long position(@Nullable TrackingToken token) {
    TrackingToken bare = token == null ? null : WrappedToken.unwrapLowerBound(token);
    if (bare == null) {
      return 0;
    }
    return bare.position()
        .orElseThrow(() -> new IllegalArgumentException("Not a token of this store: " + token));
  }

  private Stream<TrackedEventMessage<?>> deserialize(Stream<EventSource.Positioned> rows) {
    return EventUtils.upcastAndDeserializeTrackedEvents(
        rows.map(found -> StoredMessages.asData(found.position(), found.row())),
        eventSerializer,
        upcasters);
  }

  private static @Nullable TrackingToken token(long position) {
    return position == 0 ? null : new GlobalSequenceTrackingToken(position);
  }
}
