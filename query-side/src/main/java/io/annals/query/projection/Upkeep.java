package io.annals.query.projection;

import io.annals.query.database.ViewDatabase;
import io.annals.query.letter.DeadLetters;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.messaging.deadletter.DeadLetter;
import org.axonframework.messaging.deadletter.Decisions;
import org.axonframework.messaging.deadletter.EnqueueDecision;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on the views that nobody else may write meanwhile. The processor of this process pauses, and
 * that of another one loses its claim; events go on being stored, and are shown afterwards.
 */
public final class Upkeep {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  private final ViewDatabase database;
  private final RegistryProjection projection;
  private final DeadLetters letters;
  private final ProgressStore store;
  private final Supplier<StreamingEventProcessor> processor;
  private final LongSupplier head;

  /**
   * @param processor what carries the views on, with one segment
   * @param head the position of the newest event
   */
  public Upkeep(
      ViewDatabase database,
      RegistryProjection projection,
      DeadLetters letters,
      ProgressStore store,
      Supplier<StreamingEventProcessor> processor,
      LongSupplier head) {
    this.database = database;
    this.projection = projection;
    this.letters = letters;
    this.store = store;
    this.processor = processor;
    this.head = head;
  }

  /** Empties the views and lets them be rebuilt from the first event on. Returns at once. */
  public void replay() {
    long until = head.getAsLong();
    alone(
        () -> {
          log.info("The views are rebuilt from the events, of which there are {}.", until);
          for (String table : database.schema().tableNames()) {
            // A truncation would lock out those who read, and deadlock with those who join.
            database.writes().execute("DELETE FROM " + table);
          }
          store.restart(processor.get().getName(), 0, until);
        });
  }

  /**
   * Shows the events that were put aside, as far as that succeeds by now.
   *
   * @return how many were shown
   */
  public int retryDeadLetters() {
    int[] shown = {0};
    alone(
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

  /** Runs a task in a transaction and a unit of work of its own, with the claim in hand. */
  private synchronized void alone(Runnable task) {
    StreamingEventProcessor paused = processor.get();
    if (!paused.isRunning()) {
      throw new IllegalStateException("The views are not carried on just now.");
    }
    paused.shutDown();
    try {
      UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(null);
      work.attachTransaction(database.transactions());
      work.execute(
          () -> {
            store.seize(paused.getName(), 0);
            task.run();
          });
    } finally {
      projection.forget();
      letters.forget();
      store.refresh(paused.getName(), 0);
      paused.start();
    }
  }
}
