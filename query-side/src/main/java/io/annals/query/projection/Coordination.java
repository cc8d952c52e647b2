package io.annals.query.projection;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that coordinates a processor. After failures Axon's coordinator pauses for longer each
 * time, up to a minute; here no pause is longer than {@link #LONGEST_PAUSE}, so that views go on
 * soon after a database that was away is back.
 */
public class Coordination extends ScheduledThreadPoolExecutor {
  /** The longest that a task is put off. */
  public static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  public Coordination(String name) {
    super(
        1,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
    setRemoveOnCancelPolicy(true);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    long nanos = Math.min(unit.toNanos(delay), LONGEST_PAUSE.toNanos());
    return super.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }
}
