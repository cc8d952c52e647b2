package io.annals.query.operation;

import io.annals.api.context.RequestContext;
import io.annals.api.function.FunctionCreated;
import io.annals.api.operation.EventFacts;
import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.resource.Operation;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.query.function.FunctionFinder;
import io.annals.query.state.Micros;
import io.annals.query.workflow.WorkflowRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;

/** Reads the events that are stored but not shown yet, as operations that are not done. */
final class PendingEvents {
  /** How long to wait for events that the store has, but does not have at hand. */
  private static final int AT_HAND_MILLIS = 200;

  private final Supplier<EventStore> events;
  private final FunctionFinder finder;
  private final WorkflowRows workflows;

  PendingEvents(Supplier<EventStore> events, FunctionFinder finder, WorkflowRows workflows) {
    this.events = events;
    this.finder = finder;
    this.workflows = workflows;
  }

  /**
   * An operation whose event waits to be shown.
   *
   * @param namespace null where it cannot be told
   */
  record Pending(long position, @Nullable String namespace, Operation operation) {}

  /** The operation of an event of the store, empty where there is no such event. */
  Optional<Pending> find(OperationId id) {
    Shown shown = shown(id.functionId());
    // From the first event that is not shown: one of them may have made the version.
    long from = Math.max(0, Math.min(shown.sequence() + 1, id.sequence()));
    long version = shown.version();
    DomainEventStream stream = events.get().readEvents(id.functionId(), from);
    while (stream.hasNext()) {
      DomainEventMessage<?> message = stream.next();
      EventFacts facts = EventFacts.ofAny(message.getPayload()).orElse(null);
      if (facts == null) {
        return Optional.empty();
      }
      version = facts.madeVersion().orElse(version);
      if (message.getSequenceNumber() == id.sequence()) {
        return Optional.of(
            new Pending(-1, namespaceOf(id.functionId()), operation(message, facts, version)));
      }
    }
    return Optional.empty();
  }

  /** Where the function of this id lives, be it shown or not; null where there is none. */
  @Nullable String namespaceOf(String functionId) {
    String shown = shown(functionId).namespace();
    if (shown != null) {
      return shown;
    }
    DomainEventStream stream = events.get().readEvents(functionId, 0);
    return stream.hasNext() ? namespaceOfCreation(stream.next().getPayload()) : null;
  }

  private static @Nullable String namespaceOfCreation(Object event) {
    if (event instanceof FunctionCreated created) {
      return created.namespace();
    }
    return event instanceof WorkflowCreated created ? created.namespace() : null;
  }

  /** What the views say of a function or workflow. */
  private record Shown(@Nullable String namespace, long version, long sequence) {}

  private Shown shown(String id) {
    return finder
        .findById(id)
        .map(found -> new Shown(found.namespace(), found.version(), found.sequence()))
        .or(
            () ->
                workflows
                    .findById(id)
                    .map(found -> new Shown(found.namespace(), found.version(), found.sequence())))
        .orElse(new Shown(null, 0, -1));
  }

  /** The operations of all events between two positions, both excluded, newest first. */
  List<Pending> between(long after, long before) {
    List<Pending> pending = new ArrayList<>();
    Map<String, String> namespaces = new HashMap<>();
    Map<String, Long> versions = new HashMap<>();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AT_HAND_MILLIS);
    try (BlockingStream<TrackedEventMessage<?>> stream =
        events.get().openStream(after < 0 ? null : new GlobalSequenceTrackingToken(after))) {
      long position = after;
      while (position < before - 1 && arrives(stream, deadline)) {
        TrackedEventMessage<?> message = stream.nextAvailable();
        position = message.trackingToken().position().orElseThrow();
        if (position < before && message instanceof DomainEventMessage<?> domain) {
          EventFacts facts = EventFacts.ofAny(message.getPayload()).orElse(null);
          if (facts != null) {
            pending.add(0, pending(position, domain, facts, namespaces, versions));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.temporary(
          ProblemType.UNAVAILABLE, "The server is stopping.", Duration.ofSeconds(1), e);
    }
    return pending;
  }

  private static boolean arrives(BlockingStream<TrackedEventMessage<?>> stream, long deadline)
      throws InterruptedException {
    if (stream.hasNextAvailable()) {
      return true;
    }
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    return left > 0 && stream.hasNextAvailable((int) left, TimeUnit.MILLISECONDS);
  }

  private Pending pending(
      long position,
      DomainEventMessage<?> message,
      EventFacts facts,
      Map<String, String> namespaces,
      Map<String, Long> versions) {
    String id = message.getAggregateIdentifier();
    String created = namespaceOfCreation(message.getPayload());
    if (created != null) {
      namespaces.put(id, created);
    } else if (!namespaces.containsKey(id)) {
      String namespace = namespaceOf(id);
      if (namespace != null) {
        namespaces.put(id, namespace);
      }
    }
    long known = versions.computeIfAbsent(id, key -> shown(key).version());
    long version = facts.madeVersion().orElse(known);
    versions.put(id, version);
    return new Pending(position, namespaces.get(id), operation(message, facts, version));
  }

  private static Operation operation(
      DomainEventMessage<?> message, EventFacts facts, long version) {
    String id = message.getAggregateIdentifier();
    Instant time = Micros.instant(Micros.of(message.getTimestamp()));
    return new Operation(
        new OperationId(id, message.getSequenceNumber()).toString(),
        false,
        facts.type(),
        facts.description(),
        time,
        time,
        RequestContext.of(message.getMetaData()).principal(),
        facts.metadata(id, version),
        null,
        null);
  }
}
