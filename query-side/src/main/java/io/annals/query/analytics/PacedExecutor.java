package io.annals.query.analytics;

import io.annals.query.projection.Coordination;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One thread that takes a rest after each task. A processor that is coordinated by it gathers what
 * arrives meanwhile, instead of waking up for every commit beside those who do the work that
 * somebody waits for.
 */
final class PacedExecutor extends Coordination {
  private final long restNanos;
  private volatile long restedUntil = System.nanoTime();

  PacedExecutor(String name, Duration rest) {
    super(name);
    this.restNanos = rest.toNanos();
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    long rest = restedUntil - System.nanoTime();
    return super.schedule(task, Math.max(unit.toNanos(delay), rest), TimeUnit.NANOSECONDS);
  }

  @Override
  protected void afterExecute(Runnable task, Throwable failure) {
    super.afterExecute(task, failure);
    restedUntil = System.nanoTime() + restNanos;
  }
}
