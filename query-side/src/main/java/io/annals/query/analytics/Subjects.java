package io.annals.query.analytics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annals.api.context.Subject;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.name.NameClaimed;
import io.annals.api.name.NameReleased;
import io.annals.api.secret.SecretPut;
import io.annals.api.workflow.WorkflowCreated;
import java.util.Map;
import java.util.function.Supplier;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;

/**
 * Tells what an event is about. Events say it themselves; for those that were stored before they
 * did, the first event of the same stream does. Thread-safe.
 */
final class Subjects {
  private static final int REMEMBERED = 20_000;
  private static final Subject UNKNOWN = new Subject("", null);

  private final Supplier<EventStore> store;
  private final Cache<String, Subject> ofStreams =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  Subjects(Supplier<EventStore> store) {
    this.store = store;
  }

  /** The subject; of the namespace "" where nothing tells. */
  Subject of(EventMessage<?> message) {
    Map<String, ?> said = Readable.metaData(message);
    if (said.get(Subject.NAMESPACE) instanceof String namespace) {
      return new Subject(namespace, said.get(Subject.KIND) instanceof String kind ? kind : null);
    }
    Subject own = ownOf(Readable.payload(message));
    if (own != null) {
      return own;
    }
    return message instanceof DomainEventMessage<?> domain
        ? ofStreams.get(domain.getAggregateIdentifier(), this::ofFirst)
        : UNKNOWN;
  }

  private Subject ofFirst(String stream) {
    DomainEventStream events = store.get().readEvents(stream, 0);
    Subject own = events.hasNext() ? ownOf(Readable.payload(events.next())) : null;
    return own == null ? UNKNOWN : own;
  }

  private static @Nullable Subject ownOf(@Nullable Object event) {
    if (event instanceof FunctionCreated created) {
      Object kind =
          created.changes().get(Field.KIND) == null
              ? Field.KIND.defaultValue()
              : created.changes().get(Field.KIND);
      return new Subject(created.namespace(), String.valueOf(kind));
    }
    if (event instanceof WorkflowCreated created) {
      return new Subject(created.namespace(), null);
    }
    if (event instanceof NameClaimed claimed) {
      return new Subject(claimed.namespace(), null);
    }
    if (event instanceof NameReleased released) {
      return new Subject(released.namespace(), null);
    }
    return event instanceof SecretPut put ? new Subject(put.namespace(), null) : null;
  }
}
