package io.annals.eventstore;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Duration;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.serialization.UnknownSerializedType;

/**
 * The events of one stream, up to the first that a later release wrote. That one is refused:
 * whoever passed over it would decide on a state that is not so.
 */
record KnownEvents(DomainEventStream events) implements DomainEventStream {
  /** Enough for a node of the later release to be asked instead. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  /** Whether this release cannot tell what is in it. */
  static boolean isUnknown(EventMessage<?> event) {
    return event.getPayloadType() == UnknownSerializedType.class;
  }

  @Override
  public DomainEventMessage<?> peek() {
    return known(events.peek());
  }

  @Override
  public boolean hasNext() {
    return events.hasNext();
  }

  /**
   * The next event.
   *
   * @throws ProblemException of type UNAVAILABLE if a later release wrote it
   */
  @Override
  public DomainEventMessage<?> next() {
    return known(events.next());
  }

  private static DomainEventMessage<?> known(DomainEventMessage<?> event) {
    if (isUnknown(event)) {
      throw ProblemException.temporary(
          ProblemType.UNAVAILABLE,
          "A later release changed this, in a way that this node does not know yet. Send the"
              + " request again; a node of that release answers it.",
          ASK_AGAIN,
          null);
    }
    return event;
  }

  @Override
  public Long getLastSequenceNumber() {
    return events.getLastSequenceNumber();
  }
}
