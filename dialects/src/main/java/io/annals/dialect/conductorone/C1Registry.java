package io.annals.dialect.conductorone;

import io.annals.api.function.Accepted;
import io.annals.api.gateway.Answers;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindRevision;
import io.annals.api.query.PageResponse;
import io.annals.api.resource.Function;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;

/** The two gateways as this dialect uses them: it answers when the views show what it did. */
final class C1Registry {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LATE = "The registry did not answer in time.";
  private static final int ATTEMPTS = 20;
  private static final int PAUSE_MILLIS = 20;

  private final CommandGateway commands;
  private final QueryGateway queries;
  private final Duration visible;

  /**
   * @param visible how long an answer waits for its change to become visible
   */
  C1Registry(CommandGateway commands, QueryGateway queries, Duration visible) {
    this.commands = commands;
    this.queries = queries;
    this.visible = visible;
  }

  /**
   * What a command did.
   *
   * @param function the function as of its event, empty where that is not visible in time
   */
  record Done(Accepted accepted, Optional<Function> function) {}

  <R> R ask(Object query, Class<R> type) {
    return Answers.await(queries.query(query, type), PATIENCE, LATE);
  }

  <T> Page<T> askPage(Object query) {
    return Answers.await(queries.query(query, new PageResponse<T>()), PATIENCE, LATE);
  }

  /**
   * A live function of the call's tenant that this API can show.
   *
   * @throws ProblemException {@code NOT_FOUND} if there is none
   */
  Function function(C1Call call, String id) {
    Function function = ask(new FindFunction(call.function(id), false, null, null), Function.class);
    if (!FunctionTypes.isShown(function)) {
      throw C1Call.noFunction(id);
    }
    return function;
  }

  /** A commit by its id, empty where there is none. */
  Optional<Revision> revision(C1Call call, String functionId, String id) {
    try {
      return Optional.of(ask(new FindRevision(call.function(functionId), id), Revision.class));
    } catch (ProblemException e) {
      if (e.type() == ProblemType.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Sends a command, and waits until what it did is visible, for a while. */
  Done send(C1Call call, Object command) {
    Accepted accepted =
        Answers.await(Answers.<Accepted>send(commands, command, call.context()), PATIENCE, LATE);
    try {
      Operation operation =
          Answers.await(
              queries.query(
                  new AwaitOperation(accepted.operation(), null, visible), Operation.class),
              PATIENCE.plus(visible),
              LATE);
      return new Done(
          accepted,
          operation.response() instanceof Function function
              ? Optional.of(function)
              : Optional.empty());
    } catch (RuntimeException late) {
      // It is accepted, whatever can be read of it just now.
      return new Done(accepted, Optional.empty());
    }
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
        Thread.sleep(ThreadLocalRandom.current().nextInt(1, PAUSE_MILLIS));
      } catch (InterruptedException e) {
        throw Answers.stopping(e);
      }
    }
  }
}
