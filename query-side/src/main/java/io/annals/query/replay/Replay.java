package io.annals.query.replay;

import io.annals.query.database.ViewCopy;
import io.annals.query.job.JobRunner;
import io.annals.query.job.RunningJob;
import io.annals.query.projection.ServedProjection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay: a copy of the views is filled while the others serve, follows them until it is close,
 * and takes their place while they are held for the last few events. It never shows an event that
 * they did not show, so whoever waits for one is told by them, or by what goes on after the swap.
 */
final class Replay implements JobRunner.Work {
  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  /** Events that may be left for the time in which the served views are held. */
  private static final long CLOSE = 200;

  /** Rounds after which a copy that does not come closer is taken as it is. */
  private static final int ROUNDS = 200;

  private static final long NOT_TOO_FAR = 10_000;

  /** Events that the served views may be behind before the copy lets them go first. */
  private static final long BEHIND = 256;

  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final ServedProjection served;
  private final EventStore events;
  private final LongSupplier head;
  private long lastBatch = System.nanoTime();

  Replay(ServedProjection served, EventStore events, LongSupplier head) {
    this.served = served;
    this.events = events;
    this.head = head;
  }

  @Override
  public Map<String, Object> with(RunningJob job) {
    long begun = System.nanoTime();
    long shown = 0;
    try (ViewCopy copy = served.database().copy(job.id().digits());
        CopyWriter writer = new CopyWriter(served, copy.database(), events)) {
      follow(job, writer);
      copy.settle();
      follow(job, writer);
      job.commit();
      long held = System.nanoTime();
      served.exchange(
          position -> {
            writer.upTo(position, reached -> job.progress(reached, position));
            copy.serve();
          });
      shown = writer.position();
      log.info(
          "The views of {} were replayed up to event {}, and swapped within {} ms.",
          served.name(),
          shown,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - held));
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("projection", served.name());
    facts.put("position", Math.max(0, shown));
    facts.put("milliseconds", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    return facts;
  }

  private void follow(RunningJob job, CopyWriter writer) {
    for (int round = 1; ; round++) {
      long left = served.position() - writer.position();
      if (left <= CLOSE || round > ROUNDS && left <= NOT_TOO_FAR) {
        return;
      }
      writer.upTo(
          served.position(),
          reached -> {
            job.progress(Math.max(0, reached), served.position());
            giveWay();
          });
    }
  }

  /** Rests for as long as the last batch took, while the served views are behind. */
  private void giveWay() {
    long took = System.nanoTime() - lastBatch;
    if (head.getAsLong() - served.position() > BEHIND) {
      LockSupport.parkNanos(Math.min(took, LONGEST_PAUSE_NANOS));
    }
    lastBatch = System.nanoTime();
  }
}
