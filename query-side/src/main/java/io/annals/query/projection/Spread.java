package io.annals.query.projection;

import io.annals.query.database.ViewDatabase;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a projection to another process while this one is busy with more urgent work: the first of
 * several nodes to start would else carry on all projections, and the others none. Where nobody
 * takes it, this process takes it back and asks again ever more rarely.
 */
public final class Spread implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Spread.class);
  private static final int SEGMENT = 0;
  private static final long LOOK_SECONDS = 2;
  private static final long OFFER_SECONDS = 4;
  private static final long LONGEST_PAUSE_SECONDS = 600;

  private final String name;
  private final ViewDatabase database;
  private final Supplier<StreamingEventProcessor> processor;
  private final BooleanSupplier busy;
  private long pauseSeconds = LOOK_SECONDS;
  private long next = System.nanoTime();

  private Spread(
      String name,
      ViewDatabase database,
      Supplier<StreamingEventProcessor> processor,
      BooleanSupplier busy) {
    this.name = name;
    this.database = database;
    this.processor = processor;
    this.busy = busy;
  }

  /**
   * Begins to look, until the scheduler stops; does nothing where there are no other processes.
   *
   * @param name that of the processor
   * @param processor with one segment; asked for after the configuration has started
   * @param busy whether this process had better leave it to others
   */
  public static void watch(
      String name,
      ViewDatabase database,
      Supplier<StreamingEventProcessor> processor,
      BooleanSupplier busy,
      ScheduledExecutorService scheduler) {
    if (database.vendor().processes().isPresent()) {
      scheduler.scheduleWithFixedDelay(
          new Spread(name, database, processor, busy),
          LOOK_SECONDS,
          LOOK_SECONDS,
          TimeUnit.SECONDS);
    }
  }

  @Override
  public void run() {
    try {
      StreamingEventProcessor carried = processor.get();
      if (System.nanoTime() - next < 0
          || !carried.isRunning()
          || carried.processingStatus().isEmpty()
          || !busy.getAsBoolean()
          || processes() < 2) {
        return;
      }
      log.info("{} is left to another node.", name);
      carried.releaseSegment(SEGMENT, OFFER_SECONDS, TimeUnit.SECONDS);
      pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, pauseSeconds * 4);
      next = System.nanoTime() + TimeUnit.SECONDS.toNanos(pauseSeconds);
    } catch (RuntimeException e) {
      log.debug("Whether others could carry on {} is not known.", name, e);
    }
  }

  private int processes() {
    Integer found =
        database.reads().queryForObject(database.vendor().processes().orElseThrow(), Integer.class);
    return found == null ? 0 : found;
  }
}
