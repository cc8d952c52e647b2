package io.annals.dialect.bem;

import io.annals.api.function.Accepted;
import io.annals.api.gateway.Answers;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.PageResponse;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;

/** The two gateways as this dialect uses them: it answers when the views show what it did. */
final class BemRegistry {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LATE = "The registry did not answer in time.";
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 5;

  private final CommandGateway commands;
  private final QueryGateway queries;
  private final Duration visible;

  /**
   * @param visible how long an answer waits for its change to become visible
   */
  BemRegistry(CommandGateway commands, QueryGateway queries, Duration visible) {
    this.commands = commands;
    this.queries = queries;
    this.visible = visible;
  }

  <R> R ask(Object query, Class<R> type) {
    return Answers.await(queries.query(query, type), PATIENCE, LATE);
  }

  /** Asks for what may not be there. */
  <R> Optional<R> find(Object query, Class<R> type) {
    try {
      return Optional.of(ask(query, type));
    } catch (ProblemException e) {
      if (e.type() == ProblemType.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  <T> Page<T> askPage(Object query) {
    return Answers.await(queries.query(query, new PageResponse<T>()), PATIENCE, LATE);
  }

  /** Sends a command, and waits until what it did is visible, for a while. */
  Accepted send(Object command, BemCall call) {
    CompletableFuture<Accepted> answer = Answers.send(commands, command, call.context());
    Accepted accepted = Answers.await(answer, PATIENCE, LATE);
    try {
      Answers.await(
          queries.query(new AwaitOperation(accepted.operation(), null, visible), Operation.class),
          PATIENCE.plus(visible),
          LATE);
    } catch (RuntimeException late) {
      // It is accepted, whatever can be read of it just now.
      return accepted;
    }
    return accepted;
  }

  /** Repeats a change that rests on what was read, until nobody came between. */
  static <R> R repeat(Supplier<R> change) {
    for (int attempt = 1; ; attempt++) {
      try {
        return change.get();
      } catch (ProblemException e) {
        if (e.type() != ProblemType.STALE_VERSION || attempt == ATTEMPTS) {
          throw e;
        }
      }
      try {
        Thread.sleep(PAUSE_MILLIS * attempt);
      } catch (InterruptedException e) {
        throw Answers.stopping(e);
      }
    }
  }
}
