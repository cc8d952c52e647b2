package io.annals.command;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * When a command is worth another attempt, and what its sender hears when it is not. Problems are
 * answers and never tried again; writers that got in each other's way are.
 *
 * @param attempts in all, at least one
 * @param longestPause before the last attempt; earlier pauses are shorter, each random
 */
public record ConflictRetry(int attempts, Duration longestPause) {
  /**
   * A hundred attempts within a second or two: a node that has to read a function anew each time
   * loses to one that has it in memory again and again, but not always.
   */
  public static final ConflictRetry DEFAULT = new ConflictRetry(100, Duration.ofMillis(20));

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  public ConflictRetry {
    if (attempts < 1) {
      throw new IllegalArgumentException("At least one attempt is needed, not " + attempts);
    }
  }

  /** Whether the failure is another writer's doing. */
  static boolean isConflict(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProblemException) {
        return false;
      }
      if (cause instanceof ConcurrencyException
          || cause instanceof AggregateStreamCreationException
          || cause instanceof LockAcquisitionFailedException
          || cause instanceof OutdatedMemoryException) {
        return true;
      }
    }
    return false;
  }

  /** Waits a little, the longer the more attempts have failed. */
  void pause(int failedAttempts) throws InterruptedException {
    long most = longestPause.toNanos() * failedAttempts / attempts;
    TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(most + 1));
  }

  /** What the sender of a command hears of its last failure. */
  static Throwable answer(Throwable failure) {
    Optional<Throwable> problem = cause(failure, ProblemException.class);
    if (problem.isPresent()) {
      return problem.get();
    }
    if (isConflict(failure)) {
      return ProblemException.temporary(
          ProblemType.CONFLICT,
          "Other changes of the same function or name came first every time; send this again.",
          RETRY_AFTER,
          failure);
    }
    return cause(failure, AggregateNotFoundException.class)
        .<Throwable>map(
            missing ->
                ProblemException.notFound(
                    "There is no function "
                        + ((AggregateNotFoundException) missing).getAggregateIdentifier()
                        + "."))
        .orElse(failure);
  }

  private static Optional<Throwable> cause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }
}
