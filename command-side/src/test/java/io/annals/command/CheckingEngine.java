package io.annals.command;

import io.annals.api.serialization.EventSerializer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializedObject;

/**
 * A store in memory that finds conflicts as the real ones do, keeps snapshots as JSON, and fails
 * when it is told to.
 */
final class CheckingEngine extends InMemoryEventStorageEngine {
  final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  final AtomicReference<RuntimeException> failureAfterTheFact = new AtomicReference<>();
  final AtomicInteger failuresLeft = new AtomicInteger(Integer.MAX_VALUE);
  final AtomicInteger reads = new AtomicInteger();
  final AtomicLong lastReadFrom = new AtomicLong();
  final List<List<EventMessage<?>>> appends = Collections.synchronizedList(new ArrayList<>());
  final Map<String, Snapshot> snapshots = Collections.synchronizedMap(new HashMap<>());

  private final EventSerializer serializer = EventSerializer.create();
  private final Map<String, List<DomainEventMessage<?>>> streams = new HashMap<>();

  record Snapshot(SerializedObject<String> payload, String type, String id, long sequence) {}

  @Override
  public synchronized void appendEvents(List<? extends EventMessage<?>> events) {
    RuntimeException told = failure.get();
    if (told != null && failuresLeft.getAndDecrement() > 0) {
      throw told;
    }
    Map<String, Long> last = new HashMap<>();
    for (EventMessage<?> event : events) {
      DomainEventMessage<?> message = (DomainEventMessage<?>) event;
      String id = message.getAggregateIdentifier();
      long next = last.getOrDefault(id, size(id) - 1) + 1;
      if (message.getSequenceNumber() != next) {
        throw new ConcurrencyException(
            "Expected " + next + ", not " + message.getSequenceNumber() + " of " + id);
      }
      last.put(id, next);
    }
    for (EventMessage<?> event : events) {
      DomainEventMessage<?> message = (DomainEventMessage<?>) event;
      streams
          .computeIfAbsent(message.getAggregateIdentifier(), id -> new ArrayList<>())
          .add(message);
    }
    appends.add(List.copyOf(events));
    RuntimeException late = failureAfterTheFact.get();
    if (late != null) {
      throw late;
    }
  }

  private long size(String id) {
    return streams.getOrDefault(id, List.of()).size();
  }

  synchronized List<DomainEventMessage<?>> stream(String id) {
    return List.copyOf(streams.getOrDefault(id, List.of()));
  }

  @Override
  public DomainEventStream readEvents(String id, long first) {
    reads.incrementAndGet();
    lastReadFrom.set(first);
    List<DomainEventMessage<?>> events =
        stream(id).stream().filter(e -> e.getSequenceNumber() >= first).toList();
    return DomainEventStream.of(
        events.stream(),
        () -> events.isEmpty() ? null : events.get(events.size() - 1).getSequenceNumber());
  }

  @Override
  public Optional<Long> lastSequenceNumberFor(String id) {
    long size = stream(id).size();
    return size == 0 ? Optional.empty() : Optional.of(size - 1);
  }

  @Override
  public void storeSnapshot(DomainEventMessage<?> snapshot) {
    snapshots.put(
        snapshot.getAggregateIdentifier(),
        new Snapshot(
            serializer.serialize(snapshot.getPayload(), String.class),
            snapshot.getType(),
            snapshot.getAggregateIdentifier(),
            snapshot.getSequenceNumber()));
  }

  @Override
  public Optional<DomainEventMessage<?>> readSnapshot(String id) {
    return Optional.ofNullable(snapshots.get(id))
        .map(
            snapshot ->
                new GenericDomainEventMessage<>(
                    snapshot.type(),
                    snapshot.id(),
                    snapshot.sequence(),
                    serializer.<String, Object>deserialize(snapshot.payload())));
  }
}
