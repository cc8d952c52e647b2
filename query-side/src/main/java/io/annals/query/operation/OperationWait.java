package io.annals.query.operation;

import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.FindOperation;
import io.annals.api.resource.Operation;
import io.annals.query.projection.Progress;
import io.annals.query.state.HistoryEntry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One wait for one operation. Woken by the projection of this process, or by the news of what
 * another one shows; where neither comes, the database is asked from time to time, ever more
 * rarely.
 */
final class OperationWait implements RecentOperations.Waiter {
  private static final long FIRST_CHECK_MILLIS = 250;
  private static final long FIRST_CHECK_OF_OTHERS_MILLIS = 50;
  private static final long SLOWEST_CHECK_MILLIS = 2_000;

  private final AwaitOperation query;
  private final RecentOperations recent;
  private final OperationLookup lookup;
  private final Progress progress;
  private final ScheduledExecutorService scheduler;
  private final CompletableFuture<Operation> result = new CompletableFuture<>();
  private final long deadline;
  private volatile @Nullable ScheduledFuture<?> next;
  private long pauseMillis;
  private boolean existsForSure;

  private OperationWait(
      AwaitOperation query,
      RecentOperations recent,
      OperationLookup lookup,
      Progress progress,
      ScheduledExecutorService scheduler) {
    this.query = query;
    this.recent = recent;
    this.lookup = lookup;
    this.progress = progress;
    this.scheduler = scheduler;
    this.deadline = System.nanoTime() + Math.max(0, query.timeout().toNanos());
    this.pauseMillis =
        progress.isOurs() || progress.isHeard() ? FIRST_CHECK_MILLIS : FIRST_CHECK_OF_OTHERS_MILLIS;
  }

  /** Begins to wait; the future fails with {@code NOT_FOUND} where there is no such operation. */
  static CompletableFuture<Operation> begin(
      AwaitOperation query,
      RecentOperations recent,
      OperationLookup lookup,
      Progress progress,
      ScheduledExecutorService scheduler) {
    OperationWait wait = new OperationWait(query, recent, lookup, progress, scheduler);
    wait.begin();
    return wait.result;
  }

  private void begin() {
    OperationId id = query.id();
    if (tryRecent()) {
      return;
    }
    recent.await(id, this);
    result.whenComplete((operation, failure) -> end());
    // What was applied between the look and the registration woke nobody.
    if (tryRecent()) {
      return;
    }
    if (recent.isStopped()) {
      attempt(this::answerNow);
    } else if (recent.isSurelyPending(id)) {
      scheduleNext();
    } else {
      attempt(this::askStored);
    }
  }

  private void askStored() {
    if (!tryStored()) {
      scheduleNext();
    }
  }

  private void end() {
    recent.leave(query.id(), this);
    ScheduledFuture<?> scheduled = next;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  private boolean tryRecent() {
    Optional<HistoryEntry> entry = recent.find(query.id());
    entry.ifPresent(this::complete);
    return entry.isPresent();
  }

  private boolean tryStored() {
    Optional<Operation> done = lookup.done(query.id(), query.scope());
    done.ifPresent(result::complete);
    return done.isPresent();
  }

  @Override
  public void wake(@Nullable HistoryEntry entry) {
    if (entry != null) {
      complete(entry);
    } else {
      attempt(this::answerNow);
    }
  }

  private void complete(HistoryEntry entry) {
    String scope = query.scope();
    if (scope == null || scope.equals(entry.state().namespace())) {
      result.complete(entry.toOperation());
    } else {
      result.completeExceptionally(OperationLookup.missing(query.id()));
    }
  }

  private void scheduleNext() {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    long pause = existsForSure && progress.isOurs() ? left : Math.min(left, pauseMillis);
    pauseMillis = Math.min(SLOWEST_CHECK_MILLIS, pauseMillis * 2);
    next =
        scheduler.schedule(() -> attempt(this::check), Math.max(0, pause), TimeUnit.MILLISECONDS);
    if (result.isDone()) {
      end();
    }
  }

  private void check() {
    if (result.isDone()) {
      return;
    }
    if (System.nanoTime() - deadline >= 0) {
      answerNow();
      return;
    }
    if (!existsForSure) {
      Operation operation = lookup.find(new FindOperation(query.id(), query.scope()));
      if (operation.done()) {
        result.complete(operation);
        return;
      }
      existsForSure = true;
    } else if (tryStored()) {
      return;
    }
    scheduleNext();
  }

  private void answerNow() {
    result.complete(lookup.find(new FindOperation(query.id(), query.scope())));
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (ProblemException e) {
      result.completeExceptionally(e);
    } catch (RuntimeException e) {
      if (System.nanoTime() - deadline >= 0) {
        result.completeExceptionally(e);
      } else {
        scheduleNext();
      }
    }
  }
}
