package io.annals.query.operation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annals.api.operation.OperationId;
import io.annals.query.projection.Progress;
import io.annals.query.projection.Step;
import io.annals.query.projection.StepListener;
import io.annals.query.state.HistoryEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was applied a moment ago, and who waits for what comes next. In memory, so that a command
 * whose change is shown within its grace costs no query.
 */
final class RecentOperations implements StepListener {
  private static final Logger log = LoggerFactory.getLogger(RecentOperations.class);

  /** Characters of functions that are kept. */
  private static final long CAPACITY = 8L << 20;

  private static final int ENTRY_OVERHEAD = 256;
  private static final long FUNCTIONS = 100_000;

  /** Somebody who waits for an operation. */
  interface Waiter {
    /** The operation may be done. Called at most once. */
    void wake(@Nullable HistoryEntry entry);
  }

  private final Progress progress;
  private final Executor executor;
  private volatile boolean stopped;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final ConcurrentHashMap<OperationId, Set<Waiter>> waiters = new ConcurrentHashMap<>();
  private final Cache<OperationId, Step> steps =
      Caffeine.newBuilder()
          .maximumWeight(CAPACITY)
          .weigher(
              (OperationId id, Step step) ->
                  ENTRY_OVERHEAD + step.after().size() + 64 * step.after().aliases().size())
          .executor(Runnable::run)
          .build();
  private final Cache<String, Long> newest =
      Caffeine.newBuilder().maximumSize(FUNCTIONS).executor(Runnable::run).build();

  /**
   * @param executor where waiters are woken: a slow one must not hold up the projection
   */
  RecentOperations(Progress progress, Executor executor) {
    this.progress = progress;
    this.executor = executor;
  }

  /** The operation's entry, if it was applied a moment ago. */
  Optional<HistoryEntry> find(OperationId id) {
    return Optional.ofNullable(steps.getIfPresent(id)).map(Step::toEntry);
  }

  /** Whether the event is surely not shown yet. */
  boolean isSurelyPending(OperationId id) {
    Long applied = newest.getIfPresent(id.functionId());
    return applied != null && applied < id.sequence() && progress.isOurs();
  }

  boolean isStopped() {
    return stopped;
  }

  /** Wakes the waiter when the operation is done. Look again after this: it may be so by now. */
  void await(OperationId id, Waiter waiter) {
    waiters.compute(
        id,
        (key, others) -> {
          Set<Waiter> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(waiter);
          return all;
        });
  }

  void leave(OperationId id, Waiter waiter) {
    waiters.computeIfPresent(
        id,
        (key, others) -> {
          others.remove(waiter);
          return others.isEmpty() ? null : others;
        });
  }

  @Override
  public void applied(List<Step> applied) {
    for (Step step : applied) {
      newest.put(step.after().id(), step.after().sequence());
      if (!progress.isRepeated(step.after().position())) {
        steps.put(id(step), step);
      }
    }
    if (waiters.isEmpty()) {
      return;
    }
    List<Runnable> wakes = new ArrayList<>();
    for (Step step : applied) {
      Set<Waiter> woken = waiters.remove(id(step));
      if (woken != null) {
        wakes.add(() -> woken.forEach(waiter -> waiter.wake(step.toEntry())));
      }
    }
    run(wakes);
  }

  @Override
  public void shown(List<OperationId> events) {
    wake(events);
  }

  @Override
  public void parked(List<OperationId> events) {
    wake(events);
  }

  /**
   * Wakes those who wait for what is shown by now, soon and on another thread. However often it is
   * called, one look is under way at a time, and one begins after the last call.
   *
   * @param shown finds those of the events that are shown
   */
  void lookAgain(UnaryOperator<List<OperationId>> shown) {
    if (waiters.isEmpty() || stopped || !looking.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(
          () -> {
            looking.set(false);
            try {
              wake(shown.apply(List.copyOf(waiters.keySet())));
            } catch (RuntimeException e) {
              log.debug("Those who wait will look for themselves.", e);
            }
          });
    } catch (RejectedExecutionException e) {
      log.debug("Nobody waits any more.");
    }
  }

  /** Lets those who wait look again. */
  private void wake(List<OperationId> events) {
    List<Runnable> wakes = new ArrayList<>();
    for (OperationId event : events) {
      Set<Waiter> woken = waiters.remove(event);
      if (woken != null) {
        wakes.add(() -> woken.forEach(waiter -> waiter.wake(null)));
      }
    }
    run(wakes);
  }

  /** Wakes all who wait, whatever they wait for; nobody is to wait any more. */
  void stop() {
    stopped = true;
    for (OperationId id : List.copyOf(waiters.keySet())) {
      Set<Waiter> woken = waiters.remove(id);
      if (woken != null) {
        woken.forEach(waiter -> waiter.wake(null));
      }
    }
  }

  private void run(List<Runnable> wakes) {
    if (!wakes.isEmpty()) {
      executor.execute(() -> wakes.forEach(Runnable::run));
    }
  }

  @Override
  public void forget() {
    steps.invalidateAll();
    newest.invalidateAll();
  }

  private static OperationId id(Step step) {
    return new OperationId(step.after().id(), step.after().sequence());
  }
}
