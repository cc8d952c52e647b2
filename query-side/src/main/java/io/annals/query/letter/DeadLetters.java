package io.annals.query.letter;

import io.annals.api.context.RequestContext;
import io.annals.api.function.FunctionCreated;
import io.annals.api.operation.EventFacts;
import io.annals.api.operation.OperationId;
import io.annals.api.serialization.EventTypes;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.query.database.ViewDatabase;
import io.annals.query.json.ViewJson;
import io.annals.query.json.WellFormed;
import io.annals.query.projection.RegistryProjection;
import io.annals.query.state.FunctionState;
import io.annals.query.state.Micros;
import io.annals.query.workflow.WorkflowRows;
import io.annals.query.workflow.WorkflowState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.deadletter.Cause;
import org.axonframework.messaging.deadletter.DeadLetter;
import org.axonframework.messaging.deadletter.EnqueueDecision;
import org.axonframework.messaging.deadletter.GenericDeadLetter;
import org.axonframework.messaging.deadletter.SequencedDeadLetterQueue;
import org.axonframework.messaging.deadletter.ThrowableCause;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Events that the projection could not show, one sequence for each function. A letter only names
 * its event; the event itself stays in the event store. Which functions have letters is held in
 * memory, so the way of a healthy event costs no query.
 *
 * <p>Methods work in the current transaction of the views.
 */
public final class DeadLetters implements SequencedDeadLetterQueue<EventMessage<?>> {
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
  private static final String PARKED = DeadLetters.class.getName();
  private static final int MAX_MESSAGE = 1000;

  private final JdbcTemplate jdbc;
  private final RegistryProjection projection;
  private final WorkflowRows workflows;
  private final java.util.function.Supplier<EventStore> events;
  private volatile @Nullable Set<String> functions;

  /**
   * @param events where the letters' events are read again
   */
  public DeadLetters(
      ViewDatabase database,
      RegistryProjection projection,
      java.util.function.Supplier<EventStore> events) {
    this.jdbc = database.writes();
    this.projection = projection;
    this.workflows = new WorkflowRows(jdbc);
    this.events = events;
  }

  /** Forgets which functions have letters; the table tells again. */
  public void forget() {
    functions = null;
  }

  @Override
  public boolean contains(Object sequenceIdentifier) {
    return functions().contains(sequenceIdentifier.toString());
  }

  private Set<String> functions() {
    Set<String> known = functions;
    if (known == null) {
      known = new HashSet<>(ids());
      functions = known;
    }
    return known;
  }

  private List<String> ids() {
    return jdbc.queryForList(
        "SELECT function_id FROM dead_letters GROUP BY function_id ORDER BY MIN(position)",
        String.class);
  }

  @Override
  public void enqueue(Object sequenceIdentifier, DeadLetter<? extends EventMessage<?>> letter) {
    TrackedEventMessage<?> message = (TrackedEventMessage<?>) letter.message();
    DomainEventMessage<?> domain = (DomainEventMessage<?>) message;
    String functionId = sequenceIdentifier.toString();
    Object event = readable(message);
    EventFacts facts =
        EventFacts.ofAny(event)
            .orElseGet(() -> EventFacts.unreadable(EventTypes.nameOf(message.getPayloadType())));
    FunctionState state = projection.state(functionId);
    long version = facts.madeVersion().orElse(state == null ? 0 : state.version());
    Cause cause = letter.cause().orElse(null);
    long position = message.trackingToken().position().orElseThrow();
    jdbc.update(
        "INSERT INTO dead_letters (position, function_id, namespace, sequence, version, type,"
            + " changed, restored, revision, note, principal, time, cause_type, cause_message)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        position,
        functionId,
        WellFormed.textOrNull(namespace(functionId, event, state)),
        domain.getSequenceNumber(),
        version,
        facts.type(),
        ViewJson.write(facts.changed()),
        facts.restored(),
        facts.revision(),
        WellFormed.textOrNull(facts.note()),
        WellFormed.text(RequestContext.of(message.getMetaData()).principal()),
        Micros.of(message.getTimestamp()),
        cause == null ? null : cause.type(),
        cause == null ? null : shortened(cause.message()));
    if (cause != null) {
      log.error(
          "Event {} of function {} at position {} cannot be shown and is put aside: {}",
          domain.getSequenceNumber(),
          functionId,
          position,
          cause.message());
    }
    functions().add(functionId);
    announce(new OperationId(functionId, domain.getSequenceNumber()));
  }

  private void announce(OperationId operation) {
    if (!CurrentUnitOfWork.isStarted()) {
      return;
    }
    var work = CurrentUnitOfWork.get().root();
    List<OperationId> parked =
        work.getOrComputeResource(
            PARKED,
            key -> {
              List<OperationId> list = new ArrayList<>();
              work.afterCommit(unit -> projection.parked(list));
              work.onRollback(unit -> forget());
              return list;
            });
    parked.add(operation);
  }

  private @Nullable String namespace(
      String id, @Nullable Object event, @Nullable FunctionState state) {
    if (event instanceof FunctionCreated created) {
      return created.namespace();
    }
    if (event instanceof WorkflowCreated created) {
      return created.namespace();
    }
    if (state != null) {
      return state.namespace();
    }
    return workflows.findById(id).map(WorkflowState::namespace).orElse(namespaceOfLetters(id));
  }

  private @Nullable String namespaceOfLetters(String functionId) {
    return jdbc
        .queryForList(
            "SELECT namespace FROM dead_letters WHERE function_id = ? AND namespace IS NOT NULL LIMIT 1",
            String.class,
            functionId)
        .stream()
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Object readable(EventMessage<?> message) {
    try {
      return message.getPayload();
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static @Nullable String shortened(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return WellFormed.text(text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE));
  }

  @Override
  public void evict(DeadLetter<? extends EventMessage<?>> letter) {
    jdbc.update("DELETE FROM dead_letters WHERE position = ?", position(letter));
    forget();
  }

  @Override
  public void requeue(
      DeadLetter<? extends EventMessage<?>> letter,
      UnaryOperator<DeadLetter<? extends EventMessage<?>>> letterUpdater) {
    Optional<Cause> cause = letterUpdater.apply(letter).cause();
    jdbc.update(
        "UPDATE dead_letters SET cause_type = ?, cause_message = ? WHERE position = ?",
        cause.map(Cause::type).orElse(null),
        cause.map(Cause::message).map(DeadLetters::shortened).orElse(null),
        position(letter));
  }

  private static long position(DeadLetter<? extends EventMessage<?>> letter) {
    return ((TrackedEventMessage<?>) letter.message()).trackingToken().position().orElseThrow();
  }

  @Override
  public Iterable<DeadLetter<? extends EventMessage<?>>> deadLetterSequence(
      Object sequenceIdentifier) {
    String functionId = sequenceIdentifier.toString();
    return jdbc
        .query(
            "SELECT * FROM dead_letters WHERE function_id = ? ORDER BY sequence",
            (row, number) -> {
              String type = row.getString("cause_type");
              Cause cause =
                  type == null ? null : new ThrowableCause(type, row.getString("cause_message"));
              var time = Micros.instant(row.getLong("time"));
              return new GenericDeadLetter<EventMessage<?>>(
                  functionId,
                  event(functionId, row.getLong("sequence"), row.getLong("position")),
                  cause,
                  time,
                  time,
                  MetaData.emptyInstance());
            },
            functionId)
        .stream()
        .<DeadLetter<? extends EventMessage<?>>>map(letter -> letter)
        .toList();
  }

  private EventMessage<?> event(String functionId, long sequence, long position) {
    DomainEventStream stream = events.get().readEvents(functionId, sequence);
    if (!stream.hasNext()) {
      throw new IllegalStateException(
          "Event %d of function %s is not in the event store.".formatted(sequence, functionId));
    }
    return new GenericTrackedDomainEventMessage<>(
        new GlobalSequenceTrackingToken(position), stream.next());
  }

  @Override
  public Iterable<Iterable<DeadLetter<? extends EventMessage<?>>>> deadLetters() {
    return ids().stream()
        .<Iterable<DeadLetter<? extends EventMessage<?>>>>map(this::deadLetterSequence)
        .toList();
  }

  /** The functions that have letters, longest waiting first. */
  public List<String> sequences() {
    return ids();
  }

  @Override
  public boolean isFull(Object sequenceIdentifier) {
    return false;
  }

  @Override
  public long size() {
    return count("SELECT COUNT(*) FROM dead_letters");
  }

  @Override
  public long sequenceSize(Object sequenceIdentifier) {
    return count(
        "SELECT COUNT(*) FROM dead_letters WHERE function_id = ?", sequenceIdentifier.toString());
  }

  @Override
  public long amountOfSequences() {
    return count("SELECT COUNT(DISTINCT function_id) FROM dead_letters");
  }

  private long count(String sql, Object... arguments) {
    Long count = jdbc.queryForObject(sql, Long.class, arguments);
    return count == null ? 0 : count;
  }

  /** {@inheritDoc} The caller sees to it that nobody else writes the views meanwhile. */
  @Override
  public boolean process(
      Predicate<DeadLetter<? extends EventMessage<?>>> sequenceFilter,
      Function<DeadLetter<? extends EventMessage<?>>, EnqueueDecision<EventMessage<?>>>
          processingTask) {
    for (Iterable<DeadLetter<? extends EventMessage<?>>> sequence : deadLetters()) {
      if (!sequenceFilter.test(sequence.iterator().next())) {
        continue;
      }
      for (DeadLetter<? extends EventMessage<?>> letter : sequence) {
        EnqueueDecision<EventMessage<?>> decision = processingTask.apply(letter);
        if (decision.shouldEnqueue()) {
          requeue(letter, same -> decision.withDiagnostics(withCause(same, decision)));
          return false;
        }
        evict(letter);
      }
      return true;
    }
    return false;
  }

  @SuppressWarnings("unchecked")
  private static DeadLetter<EventMessage<?>> withCause(
      DeadLetter<? extends EventMessage<?>> letter, EnqueueDecision<EventMessage<?>> decision) {
    DeadLetter<EventMessage<?>> same = (DeadLetter<EventMessage<?>>) letter;
    return decision.enqueueCause().map(same::withCause).orElse(same);
  }

  @Override
  public void clear() {
    jdbc.update("DELETE FROM dead_letters");
    forget();
  }
}
