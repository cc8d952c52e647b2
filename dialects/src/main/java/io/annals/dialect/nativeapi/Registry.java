package io.annals.dialect.nativeapi;

import io.annals.api.context.RequestContext;
import io.annals.api.function.Accepted;
import io.annals.api.function.FunctionCommand;
import io.annals.api.function.FunctionIds;
import io.annals.api.gateway.Answers;
import io.annals.api.job.CancelJob;
import io.annals.api.projection.ReplayProjection;
import io.annals.api.query.PageResponse;
import io.annals.api.query.ResolveFunction;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import io.annals.api.workflow.WorkflowCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;

/**
 * The two gateways, as the routes use them: blocking, and with the problem itself where a command
 * or query is refused.
 */
final class Registry {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CommandGateway commands;
  private final QueryGateway queries;

  Registry(CommandGateway commands, QueryGateway queries) {
    this.commands = commands;
    this.queries = queries;
  }

  /** Asks, and waits for the answer. */
  <R> R ask(Object query, Class<R> type) {
    return ask(query, type, Duration.ZERO);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param longer how much longer than usual the answer may take
   */
  <R> R ask(Object query, Class<R> type, Duration longer) {
    return answer(queries.query(query, type), PATIENCE.plus(longer));
  }

  /** Asks for a part of a list. */
  <T> Page<T> askPage(Object query) {
    return answer(queries.query(query, new PageResponse<T>()), PATIENCE);
  }

  private static <R> R answer(CompletableFuture<R> answer, Duration patience) {
    return Answers.await(answer, patience, "The registry did not answer in time; try again.");
  }

  /**
   * Sends a command, and waits until its event is durable. By callback, as the gateway would log a
   * warning for every refusal otherwise.
   */
  Accepted send(FunctionCommand command, RequestContext context) {
    return sendAny(command, context);
  }

  /** The same for a workflow. */
  Accepted send(WorkflowCommand command, RequestContext context) {
    return sendAny(command, context);
  }

  /** Begins or cancels a job, and waits for its operation as it is then. */
  Operation send(ReplayProjection command, RequestContext context) {
    return job(command, context);
  }

  /** The same. */
  Operation send(CancelJob command, RequestContext context) {
    return job(command, context);
  }

  private Operation job(Object command, RequestContext context) {
    CompletableFuture<Operation> answer = Answers.send(commands, command, context);
    return Answers.await(
        answer,
        PATIENCE,
        "The registry did not answer in time; look among the operations for what it did.");
  }

  private Accepted sendAny(Object command, RequestContext context) {
    CompletableFuture<Accepted> answer = Answers.send(commands, command, context);
    return Answers.await(
        answer,
        PATIENCE,
        "The registry did not answer in time, and whether it took the change is not known; send it"
            + " again with the same Idempotency-Key, or read the function.");
  }

  /** The id of the function of a path. One that is an id already costs nothing. */
  String idOf(Call call, String idOrName, boolean showDeleted) {
    return FunctionIds.isId(idOrName)
        ? idOrName
        : ask(new ResolveFunction(call.function(idOrName), showDeleted), String.class);
  }
}
