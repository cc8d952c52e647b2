package io.annals.query.projection;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a processor going again that nobody carries on: Axon leaves a segment alone after its
 * batches have failed, for longer each time, up to a minute. A claim that stays free over two looks
 * is one that is waited out so, as a processor which is well takes it within a second.
 */
public final class Resumption implements Runnable {
  /** The time between two looks. */
  static final long LOOK_MILLIS = 1_000;

  private static final Logger log = LoggerFactory.getLogger(Resumption.class);
  private static final int SEGMENT = 0;

  private final String name;
  private final ProgressStore store;
  private final Supplier<StreamingEventProcessor> processor;
  private boolean wasFree;

  private Resumption(
      String name, ProgressStore store, Supplier<StreamingEventProcessor> processor) {
    this.name = name;
    this.store = store;
    this.processor = processor;
  }

  /**
   * Begins to look, until the scheduler stops.
   *
   * @param name that of the processor
   * @param processor with one segment; asked for after the configuration has started
   */
  public static void watch(
      String name,
      ProgressStore store,
      Supplier<StreamingEventProcessor> processor,
      ScheduledExecutorService scheduler) {
    scheduler.scheduleWithFixedDelay(
        new Resumption(name, store, processor), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    try {
      StreamingEventProcessor watched = processor.get();
      boolean free =
          watched.isRunning()
              && watched.processingStatus().isEmpty()
              && store.isFree(name, SEGMENT);
      if (free && wasFree) {
        log.info("Nobody carries on {}; it is tried again now.", name);
        watched.claimSegment(SEGMENT);
      }
      wasFree = free;
    } catch (RuntimeException e) {
      // The database is away, as the processor says by itself.
      log.debug("Whether anybody carries on {} is not known.", name, e);
    }
  }
}
