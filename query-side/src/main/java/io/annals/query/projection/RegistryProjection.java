package io.annals.query.projection;

import io.annals.api.context.RequestContext;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionPurged;
import io.annals.api.operation.OperationId;
import io.annals.api.secret.DataKeys;
import io.annals.api.workflow.WorkflowEvent;
import io.annals.query.database.ViewDatabase;
import io.annals.query.state.FunctionRows;
import io.annals.query.state.FunctionState;
import io.annals.query.state.Micros;
import io.annals.query.workflow.WorkflowProjection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventMessageHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Turns events into views. The events of a unit of work change memory only; all is written, in few
 * statements, when the unit of work is about to commit, in the transaction that also stores how far
 * the views have come.
 *
 * <p>An event that does not fit throws and leaves nothing behind; so does, on a second attempt, one
 * whose rows the database refuses.
 *
 * <p>An event of a later release holds the projection up here: the batch rolls back and the claim
 * is given up, so that a node of that release takes it.
 *
 * <p>The key of a purged function is destroyed before the views show it purged, so its operation is
 * done when the secrets are gone. Where the keys cannot be reached, the batch comes again; where it
 * comes again for another reason, so does the destruction, which then finds nothing.
 */
public final class RegistryProjection implements EventMessageHandler {
  private static final Logger log = LoggerFactory.getLogger(RegistryProjection.class);
  private static final String BATCH = RegistryProjection.class.getName();

  private final JdbcTemplate jdbc;
  private final DataKeys keys;
  private final FunctionStates states;
  private final StepWriter writer;
  private final WorkflowProjection workflows;
  private final List<StepListener> listeners = new CopyOnWriteArrayList<>();

  /** Up to this position, events are written one by one, to find the one that is refused. */
  private volatile long oneByOneUntil = -1;

  /**
   * @param keys loses the key of every function that is purged
   */
  public RegistryProjection(ViewDatabase database, DataKeys keys) {
    this.jdbc = database.writes();
    this.keys = keys;
    this.states = new FunctionStates(new FunctionRows(jdbc));
    this.writer = new StepWriter(jdbc);
    this.workflows = new WorkflowProjection(jdbc);
  }

  /** Tells the listener of everything that is committed from now on. */
  public void listen(StepListener listener) {
    listeners.add(listener);
  }

  /** The state as of the events handled so far in this unit of work. */
  public @Nullable FunctionState state(String functionId) {
    return CurrentUnitOfWork.isStarted() ? batch().state(functionId) : states.find(functionId);
  }

  /** Drops all that memory holds of the tables, because another hand may have changed them. */
  public void forget() {
    states.forget();
    listeners.forEach(StepListener::forget);
  }

  /** Passes on that events were put aside, after their commit. */
  public void parked(List<OperationId> events) {
    listeners.forEach(listener -> listener.parked(events));
  }

  @Override
  public boolean canHandle(EventMessage<?> message) {
    // Also what is no event of a function counts for how far the views have come.
    return true;
  }

  @Override
  public boolean canHandleType(Class<?> payloadType) {
    return true;
  }

  @Override
  public @Nullable Object handle(EventMessage<?> message) {
    Batch batch = step(message);
    if (batch != null && lastPosition(batch) <= oneByOneUntil) {
      writeAlone(batch);
    }
    return null;
  }

  /** Handles one event and writes its rows at once; where they are refused, they leave no trace. */
  void handleAlone(EventMessage<?> message) {
    Batch batch = step(message);
    if (batch != null) {
      writeAlone(batch);
    }
  }

  private static long lastPosition(Batch batch) {
    return batch.steps().get(batch.steps().size() - 1).after().position();
  }

  private @Nullable Batch step(EventMessage<?> message) {
    if (message.getPayloadType() == UnknownSerializedType.class) {
      throw new LaterReleaseException(message);
    }
    if (message instanceof DomainEventMessage<?> domain
        && message instanceof TrackedEventMessage<?> tracked
        && message.getPayload() instanceof WorkflowEvent event) {
      show(event, domain.getSequenceNumber(), tracked);
      return null;
    }
    if (!(message instanceof DomainEventMessage<?> domain)
        || !(message instanceof TrackedEventMessage<?> tracked)
        || !(message.getPayload() instanceof FunctionEvent event)) {
      return null;
    }
    long position = tracked.trackingToken().position().orElseThrow();
    Batch batch = batch();
    Step step =
        Evolution.step(
            batch.state(event.functionId()),
            event,
            domain.getSequenceNumber(),
            position,
            Micros.of(message.getTimestamp()),
            RequestContext.of(message.getMetaData()));
    if (event instanceof FunctionPurged) {
      keys.destroy(event.functionId());
    }
    batch.add(step);
    return batch;
  }

  private void show(WorkflowEvent event, long sequence, TrackedEventMessage<?> message) {
    Batch batch = batch();
    attempt(
        () ->
            workflows.show(
                event,
                sequence,
                message.trackingToken().position().orElseThrow(),
                Micros.of(message.getTimestamp()),
                RequestContext.of(message.getMetaData())),
        () -> {});
    batch.shown(new OperationId(event.workflowId(), sequence));
  }

  private Batch batch() {
    UnitOfWork<?> work = CurrentUnitOfWork.get().root();
    return work.getOrComputeResource(BATCH, key -> begin(work));
  }

  private Batch begin(UnitOfWork<?> work) {
    Batch batch = new Batch(states);
    if (work instanceof BatchingUnitOfWork<?> many) {
      Set<String> ids = new LinkedHashSet<>();
      for (Message<?> message : many.getMessages()) {
        if (message instanceof DomainEventMessage<?> domain
            && FunctionEvent.class.isAssignableFrom(message.getPayloadType())) {
          ids.add(domain.getAggregateIdentifier());
        }
      }
      batch.expect(ids);
    }
    work.onPrepareCommit(unit -> write(batch));
    work.afterCommit(unit -> committed(batch));
    // Also where the commit itself failed: nobody knows what became of it.
    work.onRollback(unit -> forget());
    return batch;
  }

  private void write(Batch batch) {
    List<Step> steps = batch.unwritten();
    if (steps.isEmpty()) {
      return;
    }
    try {
      writer.write(steps);
    } catch (DataAccessException e) {
      if (SqlFailure.isOfOneRow(e)) {
        long last = steps.get(steps.size() - 1).after().position();
        log.warn("A row was refused. The events up to {} are written one by one.", last, e);
        oneByOneUntil = last;
      }
      throw e;
    }
  }

  private void writeAlone(Batch batch) {
    attempt(() -> writer.write(batch.unwritten()), batch::takeBack);
  }

  /** Writes rows that leave no trace where the database refuses them. */
  private void attempt(Runnable write, Runnable takeBack) {
    ConnectionCallback<@Nullable DataAccessException> attempt =
        connection -> {
          Savepoint before = connection.setSavepoint();
          try {
            write.run();
            connection.releaseSavepoint(before);
            return null;
          } catch (DataAccessException e) {
            return refused(connection, before, takeBack, e);
          } catch (RuntimeException e) {
            connection.rollback(before);
            throw e;
          }
        };
    DataAccessException refusal = jdbc.execute(attempt);
    if (refusal != null) {
      // Without the cause: what is in the rows is to blame, and no further attempt will help.
      throw new IllegalStateException(
          "The database refuses the event's rows: " + refusal.getMostSpecificCause().getMessage());
    }
  }

  private static DataAccessException refused(
      Connection connection, Savepoint before, Runnable takeBack, DataAccessException e)
      throws SQLException {
    if (!SqlFailure.isOfOneRow(e)) {
      throw e;
    }
    connection.rollback(before);
    takeBack.run();
    return e;
  }

  private void committed(Batch batch) {
    if (!batch.steps().isEmpty()) {
      states.committed(batch.changed());
      listeners.forEach(listener -> listener.applied(batch.steps()));
    }
    if (!batch.shown().isEmpty()) {
      listeners.forEach(listener -> listener.shown(batch.shown()));
    }
  }
}
