package io.annals.query.replay;

import io.annals.query.database.ViewDatabase;
import io.annals.query.projection.Progress;
import io.annals.query.projection.ProgressStore;
import io.annals.query.projection.ServedProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a copy with what the projection makes of the events, batch by batch, each in one
 * transaction with the position that it leads to. For one thread.
 */
final class CopyWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CopyWriter.class);

  /** Events of one transaction: more than when serving, as nobody waits for each. */
  private static final int BATCH = 1_000;

  private static final int ATTEMPTS = 5;
  private static final int WAIT_MILLIS = 200;

  private final String name;
  private final ViewDatabase copy;
  private final EventHandlerInvoker handlers;
  private final ProgressStore store;
  private final EventStore events;
  private BlockingStream<TrackedEventMessage<?>> stream;
  private long position = Progress.NOTHING;

  CopyWriter(ServedProjection served, ViewDatabase copy, EventStore events) {
    this.name = served.name();
    this.copy = copy;
    this.handlers = served.handlersOn(copy);
    this.store = served.storeOn(copy);
    this.events = events;
    this.stream = events.openStream(null);
    copy.transactions()
        .executeInTransaction(
            () -> store.storeToken(null, name, Segment.ROOT_SEGMENT.getSegmentId()));
  }

  /** The last event that the copy shows. */
  long position() {
    return position;
  }

  /**
   * Shows the events up to a position, that one included and none behind it.
   *
   * @param reached hears of each batch; what it throws ends the work
   */
  void upTo(long limit, LongConsumer reached) {
    while (position < limit) {
      List<TrackedEventMessage<?>> batch = next(limit);
      if (!batch.isEmpty()) {
        show(batch);
      }
      reached.accept(position);
    }
  }

  private List<TrackedEventMessage<?>> next(long limit) {
    List<TrackedEventMessage<?>> batch = new ArrayList<>();
    try {
      long last = position;
      while (batch.size() < BATCH
          && last < limit
          && stream.hasNextAvailable(batch.isEmpty() ? WAIT_MILLIS : 0, TimeUnit.MILLISECONDS)) {
        TrackedEventMessage<?> message = stream.nextAvailable();
        last = position(message);
        batch.add(message);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted.", e);
    }
    return batch;
  }

  private static long position(TrackedEventMessage<?> message) {
    return message.trackingToken().position().orElseThrow();
  }

  private void show(List<TrackedEventMessage<?>> batch) {
    long last = position(batch.get(batch.size() - 1));
    for (int attempt = 1; ; attempt++) {
      ResultMessage<?> result = attempt(batch, last);
      if (!result.isExceptional()) {
        position = last;
        return;
      }
      Throwable failure = result.exceptionResult();
      if (attempt == ATTEMPTS) {
        throw failure instanceof RuntimeException runtime
            ? runtime
            : new IllegalStateException(failure);
      }
      // A row that was refused is looked for at the next attempt, and put aside.
      log.warn("The events up to {} are tried again: {}", last, failure.getMessage());
    }
  }

  private ResultMessage<?> attempt(List<TrackedEventMessage<?>> batch, long last) {
    BatchingUnitOfWork<TrackedEventMessage<?>> work = new BatchingUnitOfWork<>(batch);
    work.attachTransaction(copy.transactions());
    work.onPrepareCommit(
        unit ->
            store.storeToken(
                new GlobalSequenceTrackingToken(last), name, Segment.ROOT_SEGMENT.getSegmentId()));
    return work.executeWithResult(
        () -> {
          handlers.handle(work.getMessage(), Segment.ROOT_SEGMENT);
          return null;
        },
        RollbackConfigurationType.ANY_THROWABLE);
  }

  @Override
  public void close() {
    stream.close();
  }
}
