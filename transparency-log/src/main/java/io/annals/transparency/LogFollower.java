package io.annals.transparency;

import io.annals.api.log.EventLog;
import io.annals.api.problem.ProblemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the log on behind the events, on a thread of its own: nobody who writes waits for it. It
 * pauses between its rounds, so that many events share one signature, and longer after long ones,
 * so that it never takes more than a tenth of a processor; a burst is signed a little later. Where
 * the events turn out not to be those that were signed, it signs nothing more and says so; what was
 * signed stays.
 *
 * <p>Thread-safe.
 */
public final class LogFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogFollower.class);

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** How much longer it pauses than it works, where it has much to do. */
  private static final int PAUSE_TO_WORK = 9;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** How long it trusts that it hears of every event. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LAST_ROUND = Duration.ofSeconds(10);

  private final EventLog events;
  private final LogDatabase database;
  private final Supplier<NoteSigner> signers;
  private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);
  private final EventLog.Arrivals arrivals;
  private final Thread thread = new Thread(this::follow, "annals-log");
  private @Nullable LogWriter writer;
  private boolean failing;
  private volatile boolean stopping;
  private volatile long size;
  private volatile @Nullable String trouble;

  private LogFollower(EventLog events, LogDatabase database, Supplier<NoteSigner> signers) {
    this.events = events;
    this.database = database;
    this.signers = signers;
    this.arrivals = events.onArrival(() -> bell.offer(true));
    thread.setDaemon(true);
  }

  /**
   * Begins to follow.
   *
   * @param database open for as long as this is; the caller closes it
   * @param signer asked for on the follower's thread, again where it fails
   */
  public static LogFollower start(
      EventLog events, LogDatabase database, Supplier<NoteSigner> signer) {
    LogFollower follower = new LogFollower(events, database, signer);
    follower.thread.start();
    return follower;
  }

  /** How many events are in the log, as far as this node knows. */
  public long size() {
    return size;
  }

  /** Why nothing more is signed; empty while all is well. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  private void follow() {
    while (!stopping && trouble == null) {
      long begun = System.nanoTime();
      boolean well = round();
      Duration work = Duration.ofNanos(System.nanoTime() - begun);
      try {
        pause(well ? pauseAfter(work) : AFTER_FAILURE);
        if (!stopping && well && size >= events.head()) {
          bell.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    // What is stored when the registry stops is signed when it has stopped.
    long before;
    do {
      before = size;
    } while (trouble == null && round() && size > before);
  }

  private static Duration pauseAfter(Duration work) {
    Duration pause = work.multipliedBy(PAUSE_TO_WORK);
    return pause.compareTo(PAUSE) < 0
        ? PAUSE
        : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private boolean round() {
    try {
      LogWriter ready = writer;
      if (ready == null) {
        ready = new LogWriter(events, database, signers.get());
        ready.begin();
        ready.compareEnd();
        writer = ready;
      }
      size = ready.extend();
      if (failing) {
        log.info("The transparency log goes on.");
        failing = false;
      }
      return true;
    } catch (LogWriter.RewrittenException | MissingTileException | IllegalArgumentException e) {
      trouble = e.getMessage();
      log.error(
          "The transparency log signs nothing more: {}. Run 'annals verify' and compare with a"
              + " backup.",
          e.getMessage());
      return false;
    } catch (SQLException | ProblemException | LogUnusableException e) {
      waits(e.getMessage(), null);
      return false;
    } catch (RuntimeException e) {
      waits("a defect of Annals", e);
      return false;
    }
  }

  private void waits(@Nullable String why, @Nullable RuntimeException defect) {
    if (!failing) {
      log.warn("The transparency log waits: {}", why, defect);
      failing = true;
    }
  }

  private void pause(Duration time) throws InterruptedException {
    synchronized (thread) {
      long until = System.nanoTime() + time.toNanos();
      for (long left = time.toNanos(); left > 0 && !stopping; left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(thread, left);
      }
    }
  }

  /** Signs what is stored by now and stops. A second call does nothing. */
  @Override
  public void close() {
    arrivals.close();
    synchronized (thread) {
      stopping = true;
      thread.notifyAll();
    }
    bell.offer(true);
    try {
      thread.join(LAST_ROUND.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
