package io.annals.dialect.insforge;

import io.annals.api.context.RequestContext;
import io.annals.api.function.Accepted;
import io.annals.api.function.FunctionCommand;
import io.annals.api.gateway.Answers;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.PageResponse;
import io.annals.api.resource.Function;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two gateways as this dialect uses them: it answers when the views show what it did. */
final class Registry {
  private static final Logger log = LoggerFactory.getLogger(Registry.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 5;

  private final CommandGateway commands;
  private final QueryGateway queries;
  private final Duration visible;

  /**
   * @param visible how long an answer waits for its change to become visible
   */
  Registry(CommandGateway commands, QueryGateway queries, Duration visible) {
    this.commands = commands;
    this.queries = queries;
    this.visible = visible;
  }

  /**
   * What was done.
   *
   * @param function as of the change, empty where that is not visible yet
   */
  record Done(Accepted accepted, Optional<Function> function) {}

  <R> R ask(Object query, Class<R> type) {
    return Answers.await(
        queries.query(query, type), PATIENCE, "The registry did not answer in time; try again.");
  }

  <T> Page<T> askPage(Object query) {
    return Answers.await(
        queries.query(query, new PageResponse<T>()),
        PATIENCE,
        "The registry did not answer in time; try again.");
  }

  /** Sends a command and waits until its event is stored; answers what the command is answered. */
  <R> R decide(Object command, RequestContext context) {
    CompletableFuture<R> answer = Answers.send(commands, command, context);
    return Answers.await(
        answer,
        PATIENCE,
        "The registry did not answer in time, and whether it took the change is not known; read"
            + " what it was about.");
  }

  /** Sends a command and waits until what it did is visible, for a while. */
  Done send(FunctionCommand command, RequestContext context) {
    Accepted accepted = decide(command, context);
    try {
      Operation operation =
          Answers.await(
              queries.query(
                  new AwaitOperation(accepted.operation(), null, visible), Operation.class),
              PATIENCE.plus(visible),
              "The change is not visible yet.");
      return new Done(
          accepted,
          operation.response() instanceof Function function
              ? Optional.of(function)
              : Optional.empty());
    } catch (RuntimeException late) {
      // It is accepted, whatever can be read of it just now.
      if (!InsforgeErrors.isOfType(late, ProblemType.NOT_FOUND)) {
        log.warn("Operation {} was accepted but cannot be read", accepted.operation(), late);
      }
      return new Done(accepted, Optional.empty());
    }
  }

  /** Lets others finish before another attempt. */
  static void pause(int attempt) {
    try {
      Thread.sleep(Math.min(100, PAUSE_MILLIS * attempt));
    } catch (InterruptedException e) {
      throw Answers.stopping(e);
    }
  }
}
