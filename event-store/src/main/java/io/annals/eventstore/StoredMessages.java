package io.annals.eventstore;

import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.Message;
import org.axonframework.serialization.SerializedObject;

/** Gives events the form in which streams deliver them, from memory and from the table alike. */
final class StoredMessages {
  private StoredMessages() {}

  /**
   * The message as the table would give it back, around the same payload. Its time has the table's
   * precision, so that a replay sees what was seen live.
   */
  static TrackedEventMessage<?> asStored(
      EventMessage<?> message, EventRow row, TrackingToken token) {
    Instant time = EventRow.stored(message.getTimestamp());
    // The message as it came also keeps its JSON, which nobody will ask it for again.
    Message<?> light =
        new GenericMessage<>(message.getIdentifier(), message.getPayload(), message.getMetaData());
    if (message instanceof DomainEventMessage<?>) {
      return new GenericTrackedDomainEventMessage<>(
          token, row.aggregateType(), row.aggregateId(), row.sequence(), light, () -> time);
    }
    return new GenericTrackedEventMessage<>(token, light, () -> time);
  }

  /** A row of the table as Axon's upcasters take it. */
  static TrackedEventData<String> asData(long position, EventRow row) {
    GlobalSequenceTrackingToken token = new GlobalSequenceTrackingToken(position);
    GenericDomainEventEntry<String> entry = asEntry(row);
    return row.aggregateType() == null
        ? new EventOfNoAggregate(token, entry)
        : new TrackedDomainEventData<>(token, entry);
  }

  static GenericDomainEventEntry<String> asEntry(EventRow row) {
    return new GenericDomainEventEntry<>(
        row.aggregateType(),
        row.aggregateId(),
        row.sequence(),
        row.eventId(),
        row.time(),
        row.type(),
        row.revision(),
        row.payload(),
        row.metadata());
  }

  private record EventOfNoAggregate(
      GlobalSequenceTrackingToken trackingToken, GenericDomainEventEntry<String> entry)
      implements TrackedEventData<String> {
    @Override
    public String getEventIdentifier() {
      return entry.getEventIdentifier();
    }

    @Override
    public Instant getTimestamp() {
      return entry.getTimestamp();
    }

    @Override
    public SerializedObject<String> getMetaData() {
      return entry.getMetaData();
    }

    @Override
    public SerializedObject<String> getPayload() {
      return entry.getPayload();
    }
  }
}
