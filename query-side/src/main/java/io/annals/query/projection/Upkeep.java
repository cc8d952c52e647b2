package io.annals.query.projection;

import io.annals.query.letter.DeadLetters;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.deadletter.DeadLetter;
import org.axonframework.messaging.deadletter.Decisions;
import org.axonframework.messaging.deadletter.EnqueueDecision;

/** Tries the events again that were put aside. Thread-safe. */
public final class Upkeep {
  private final ServedProjection served;
  private final RegistryProjection projection;
  private final DeadLetters letters;

  public Upkeep(ServedProjection served, RegistryProjection projection, DeadLetters letters) {
    this.served = served;
    this.projection = projection;
    this.letters = letters;
  }

  /**
   * Shows the events that were put aside, as far as that succeeds by now.
   *
   * @return how many were shown
   */
  public int retryDeadLetters() {
    int[] shown = {0};
    served.alone(
        () -> {
          for (String functionId : letters.sequences()) {
            letters.process(
                letter -> functionId.equals(sequenceOf(letter)),
                letter -> {
                  EnqueueDecision<EventMessage<?>> decision = retry(letter);
                  shown[0] += decision.shouldEnqueue() ? 0 : 1;
                  return decision;
                });
          }
        });
    return shown[0];
  }

  private static String sequenceOf(DeadLetter<? extends EventMessage<?>> letter) {
    return ((DomainEventMessage<?>) letter.message()).getAggregateIdentifier();
  }

  private EnqueueDecision<EventMessage<?>> retry(DeadLetter<? extends EventMessage<?>> letter) {
    try {
      projection.handleAlone(letter.message());
      return Decisions.evict();
    } catch (RuntimeException e) {
      if (SqlFailure.isSql(e)) {
        throw e;
      }
      return Decisions.requeue(e);
    }
  }
}
