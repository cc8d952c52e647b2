package io.annals.query.projection;

import org.axonframework.common.AxonTransientException;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.deadletter.DeadLetter;
import org.axonframework.messaging.deadletter.Decisions;
import org.axonframework.messaging.deadletter.EnqueueDecision;
import org.axonframework.messaging.deadletter.EnqueuePolicy;

/**
 * Puts aside an event that is at fault itself. Trouble of the database is thrown on: the batch
 * rolls back and comes again after a while.
 */
public final class ParkingPolicy implements EnqueuePolicy<EventMessage<?>> {

  @Override
  public EnqueueDecision<EventMessage<?>> decide(
      DeadLetter<? extends EventMessage<?>> letter, Throwable cause) {
    if (cause instanceof RuntimeException trouble
        && (SqlFailure.isSql(cause) || cause instanceof AxonTransientException)) {
      throw trouble;
    }
    return Decisions.enqueue(cause);
  }
}
