package io.annals.query.projection;

import io.annals.query.database.ViewDatabase;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A projection that serves: its views, and what carries them on. Also how to work on the views
 * while nobody else writes them: the processor of this process pauses, and that of another one
 * loses its claim; events go on being stored, and are shown afterwards.
 *
 * <p>Thread-safe.
 */
public final class ServedProjection {
  private static final Logger log = LoggerFactory.getLogger(ServedProjection.class);
  private static final int SEGMENT = 0;

  private final String name;
  private final ViewDatabase database;
  private final Progress progress;
  private final ProgressStore store;
  private final Supplier<StreamingEventProcessor> processor;
  private final Runnable forget;
  private final Function<ViewDatabase, EventHandlerInvoker> handlers;

  /**
   * @param name that of the processor, too
   * @param store keeps how far the views have come, in this progress
   * @param processor what carries the views on, with one segment
   * @param forget drops all that memory holds of the tables
   * @param handlers makes what would carry on the views of another database
   */
  public ServedProjection(
      String name,
      ViewDatabase database,
      Progress progress,
      ProgressStore store,
      Supplier<StreamingEventProcessor> processor,
      Runnable forget,
      Function<ViewDatabase, EventHandlerInvoker> handlers) {
    this.name = name;
    this.database = database;
    this.progress = progress;
    this.store = store;
    this.processor = processor;
    this.forget = forget;
    this.handlers = handlers;
  }

  public String name() {
    return name;
  }

  public ViewDatabase database() {
    return database;
  }

  /**
   * The position of the last event that is shown, {@link Progress#NOTHING} before the first; where
   * another process carries the views on, as of a moment ago.
   */
  public long position() {
    return progress.position();
  }

  /** Whether the views show less than they once did. */
  public boolean isReplaying() {
    return progress.isReplaying();
  }

  /** What carries on the views of a copy. */
  public EventHandlerInvoker handlersOn(ViewDatabase copy) {
    return handlers.apply(copy);
  }

  /** What keeps how far a copy has come. */
  public ProgressStore storeOn(ViewDatabase copy) {
    return new ProgressStore(copy, new Progress(), () -> {}, progress::replayUntil);
  }

  /**
   * Runs a task in a transaction and a unit of work of its own, with the claim in hand.
   *
   * @throws IllegalStateException if the projection is not running
   */
  public void alone(Runnable task) {
    paused(
        () -> {
          UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(null);
          work.attachTransaction(database.transactions());
          work.execute(
              () -> {
                store.seize(name, SEGMENT);
                task.run();
              });
        });
  }

  /**
   * The same without a unit of work, so that the task may begin some on another database.
   *
   * @param task gets the position that is shown
   * @throws IllegalStateException if the projection is not running
   */
  public void exchange(LongConsumer task) {
    paused(
        () -> {
          transactionally(
              () -> {
                store.seize(name, SEGMENT);
                task.accept(progress.position());
              });
          // What was exchanged bears another claim.
          transactionally(() -> store.seize(name, SEGMENT));
        });
  }

  private void transactionally(Runnable task) {
    database.transactions().executeInTransaction(task);
  }

  private synchronized void paused(Runnable task) {
    StreamingEventProcessor paused = processor.get();
    if (!paused.isRunning()) {
      throw new IllegalStateException("The views are not carried on just now.");
    }
    paused.shutDown();
    try {
      task.run();
    } finally {
      forget.run();
      try {
        store.look(name, SEGMENT);
      } catch (RuntimeException e) {
        // The processor reads it again when it takes the claim.
        log.warn("How far the views of {} have come cannot be read: {}", name, e.getMessage());
      }
      paused.start();
    }
  }
}
