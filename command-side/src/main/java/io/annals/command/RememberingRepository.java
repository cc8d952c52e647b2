package io.annals.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.axonframework.common.caching.Cache;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.RepositoryProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event-sourcing repository that remembers aggregates as of their last stored event. It differs
 * from Axon's caching repository in three ways: a refused command leaves the memory as it is
 * (Axon's forgets the aggregate, so that every refusal costs a reload), nothing is remembered
 * before it is stored, and a refusal can be checked against the store, because another node may
 * have written since ({@link RefusalsRestOnTheStore}).
 */
final class RememberingRepository<T> extends EventSourcingRepository<T> {
  private static final Logger log = LoggerFactory.getLogger(RememberingRepository.class);
  private static final String RECALLED = RememberingRepository.class.getName() + ".recalled";

  private final Cache cache;
  private final EventStore eventStore;
  private final RepositoryProvider repositories;
  private final UnaryOperator<T> copy;
  private final Snapshots snapshots;

  /**
   * @param builder with the same event store and repository provider
   * @param cache keeps the memories, under the aggregates' ids
   * @param copy makes another object of the same state
   */
  RememberingRepository(
      Builder<T> builder,
      EventStore eventStore,
      RepositoryProvider repositories,
      Cache cache,
      UnaryOperator<T> copy,
      Snapshots snapshots) {
    super(
        builder
            .eventStore(eventStore)
            .repositoryProvider(repositories)
            .snapshotTriggerDefinition(type -> new EventsSinceSnapshot(0)));
    this.eventStore = eventStore;
    this.repositories = repositories;
    this.cache = cache;
    this.copy = copy;
    this.snapshots = snapshots;
  }

  @Override
  protected EventSourcedAggregate<T> doLoadWithLock(String id, @Nullable Long expectedVersion) {
    Memory<T> memory = cache.get(id);
    if (memory == null) {
      return super.doLoadWithLock(id, expectedVersion);
    }
    recalled(CurrentUnitOfWork.get()).add(new Recalled(id, memory.sequence()));
    return EventSourcedAggregate.reconstruct(
        copy.apply(memory.root()),
        aggregateModel(),
        memory.sequence(),
        false,
        eventStore,
        repositories,
        new EventsSinceSnapshot(memory.sinceSnapshot()));
  }

  /** Reads from the first event where the snapshot is of a shape that is not known any more. */
  @Override
  protected DomainEventStream readEvents(String id) {
    DomainEventStream events = super.readEvents(id);
    if (!events.hasNext() || events.peek().getSequenceNumber() == 0) {
      return events;
    }
    try {
      if (getAggregateType().isInstance(events.peek().getPayload())) {
        return events;
      }
    } catch (RuntimeException e) {
      log.warn("The snapshot of {} cannot be read; its events are.", id, e);
    }
    return eventStore.readEvents(id, 0);
  }

  @Override
  protected void doSaveWithLock(EventSourcedAggregate<T> aggregate) {
    String id = aggregate.identifierAsString();
    if (id == null) {
      return;
    }
    UnitOfWork<?> unit = CurrentUnitOfWork.get();
    // Only a commit that fails comes here and rolls back: its outcome may be unknown.
    unit.onRollback(failed -> cache.remove(id));
    unit.afterCommit(committed -> remember(id, aggregate));
  }

  private void remember(String id, EventSourcedAggregate<T> aggregate) {
    int events = ((EventsSinceSnapshot) aggregate.getSnapshotTrigger()).count();
    T root = Objects.requireNonNull(aggregate.getAggregateRoot());
    if (snapshots.areDue(events)) {
      events = 0;
      snapshots.take(eventStore, aggregate.type(), id, aggregate.version(), copy.apply(root));
    }
    cache.put(id, new Memory<>(root, aggregate.version(), events));
  }

  /**
   * Forgets what the unit of work has recalled and another writer has added to since.
   *
   * @return whether there was any
   */
  static boolean forgetWhatIsOutdated(UnitOfWork<?> unit, Cache cache, EventStore eventStore) {
    boolean any = false;
    for (Recalled recalled : recalled(unit)) {
      long stored = eventStore.lastSequenceNumberFor(recalled.id()).orElse(-1L);
      if (stored != recalled.sequence()) {
        cache.remove(recalled.id());
        any = true;
      }
    }
    return any;
  }

  private static List<Recalled> recalled(UnitOfWork<?> unit) {
    return unit.root().getOrComputeResource(RECALLED, key -> new ArrayList<>());
  }

  private record Recalled(String id, long sequence) {}
}
