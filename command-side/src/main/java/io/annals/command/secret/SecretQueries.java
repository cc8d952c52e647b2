package io.annals.command.secret;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.ListSecrets;
import io.annals.api.secret.Secret;
import io.annals.api.secret.SecretEvent;
import io.annals.api.secret.Secrets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what secrets a namespace has, from their stream itself: so the answer is of this instant
 * on every node, and no view is one more copy of ciphertext.
 */
public final class SecretQueries {
  private static final Logger log = LoggerFactory.getLogger(SecretQueries.class);

  private final Supplier<EventStore> events;

  /**
   * @param events asked at the first use, so that the configuration may still be under construction
   */
  public SecretQueries(Supplier<EventStore> events) {
    this.events = events;
  }

  @QueryHandler
  public Secrets list(ListSecrets query) {
    String id = Secrets.streamOf(query.namespace());
    SecretStates states = states(id);
    if (states == null) {
      return new Secrets(List.of());
    }
    List<Secret> all = new ArrayList<>(states.byName().values());
    Collections.reverse(all);
    return new Secrets(all);
  }

  /** From the snapshot on, or from the first event where the snapshot cannot be read any more. */
  private @Nullable SecretStates states(String id) {
    try {
      return states(events.get().readEvents(id));
    } catch (ProblemException e) {
      throw e;
    } catch (RuntimeException e) {
      log.warn("The snapshot of {} cannot be read; its events are.", id, e);
      return states(events.get().readEvents(id, 0));
    }
  }

  private static @Nullable SecretStates states(DomainEventStream stream) {
    SecretStates states = null;
    while (stream.hasNext()) {
      DomainEventMessage<?> message = stream.next();
      if (message.getPayload() instanceof NamespaceSecrets snapshot) {
        states = snapshot.state();
      } else if (message.getPayload() instanceof SecretEvent event) {
        states = SecretStates.after(states, event, message.getTimestamp());
      }
    }
    return states;
  }
}
