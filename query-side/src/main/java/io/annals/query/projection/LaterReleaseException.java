package io.annals.query.projection;

import org.axonframework.common.AxonTransientException;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;

/**
 * A later release wrote an event that this one does not know. It is no fault of the event, so it is
 * not put aside; a node of that release shows it.
 */
final class LaterReleaseException extends AxonTransientException {
  private static final long serialVersionUID = 1L;

  LaterReleaseException(EventMessage<?> event) {
    super(
        "The event "
            + event.getIdentifier()
            + (event instanceof DomainEventMessage<?> domain
                ? ", number "
                    + domain.getSequenceNumber()
                    + " of "
                    + domain.getAggregateIdentifier()
                : "")
            + ", was written by a later release; views go on when a node of that release runs.");
  }
}
