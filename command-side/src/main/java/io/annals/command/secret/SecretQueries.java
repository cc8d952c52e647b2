package io.annals.command.secret;

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

/**
 * Answers what secrets a namespace has, from their stream itself: so the answer is of this instant
 * on every node, and no view is one more copy of ciphertext.
 */
public final class SecretQueries {
  private final Supplier<EventStore> events;

  /**
   * @param events asked at the first use, so that the configuration may still be under construction
   */
  public SecretQueries(Supplier<EventStore> events) {
    this.events = events;
  }

  @QueryHandler
  public Secrets list(ListSecrets query) {
    SecretStates states = null;
    DomainEventStream stream = events.get().readEvents(Secrets.streamOf(query.namespace()));
    while (stream.hasNext()) {
      states = after(states, stream.next());
    }
    List<Secret> all = states == null ? List.of() : new ArrayList<>(states.byName().values());
    if (states != null) {
      Collections.reverse(all);
    }
    return new Secrets(all);
  }

  private static @Nullable SecretStates after(
      @Nullable SecretStates states, DomainEventMessage<?> message) {
    if (message.getPayload() instanceof NamespaceSecrets snapshot) {
      return snapshot.state();
    }
    return message.getPayload() instanceof SecretEvent event
        ? SecretStates.after(states, event, message.getTimestamp())
        : states;
  }
}
