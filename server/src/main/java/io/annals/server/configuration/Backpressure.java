package io.annals.server.configuration;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.MessageDispatchInterceptor;

/**
 * Keeps the views close behind the store: a command that comes while more events wait for the
 * projection than the bound allows is held back until the projection has caught up, and refused
 * with {@link ProblemType#OVERLOADED} when that takes too long. So the time from acknowledged to
 * visible stays bounded at any load, and a command that is refused has left nothing. Thread-safe.
 */
final class Backpressure implements MessageDispatchInterceptor<CommandMessage<?>> {
  private static final long LOOK_AGAIN_NANOS = 500_000;

  private final LongSupplier lag;
  private final long bound;
  private final Duration patience;

  /**
   * @param lag how many events the projection is behind; 0 while it is not serving, for example in
   *     a replay
   * @param bound how many it may be behind
   * @param patience how long a command is held back at the most
   */
  Backpressure(LongSupplier lag, long bound, Duration patience) {
    this.lag = lag;
    this.bound = bound;
    this.patience = patience;
  }

  @Override
  public BiFunction<Integer, CommandMessage<?>, CommandMessage<?>> handle(
      List<? extends CommandMessage<?>> messages) {
    if (lag.getAsLong() > bound) {
      waitForTheProjection();
    }
    return (index, message) -> message;
  }

  private void waitForTheProjection() {
    long deadline = System.nanoTime() + patience.toNanos();
    while (lag.getAsLong() > bound) {
      if (System.nanoTime() - deadline > 0) {
        throw ProblemException.temporary(
            ProblemType.OVERLOADED,
            "More updates wait to become visible than the registry takes; send the request again.",
            Duration.ofSeconds(1),
            null);
      }
      // Two longs in memory are compared: cheaper than a signal for each batch that nobody waits
      // for.
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
