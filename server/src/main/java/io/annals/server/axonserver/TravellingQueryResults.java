package io.annals.server.axonserver;

import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.Refusal;
import java.util.concurrent.CompletableFuture;
import org.axonframework.queryhandling.GenericQueryResponseMessage;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.QueryExecutionException;
import org.axonframework.queryhandling.QueryMessage;
import org.axonframework.queryhandling.QueryResponseMessage;
import org.jspecify.annotations.Nullable;

/**
 * The bus that answers, for queries of other nodes: a refusal, also one that comes late, leaves it
 * with the details that arrive there. Thread-safe.
 */
final class TravellingQueryResults extends QueryBusAround {

  TravellingQueryResults(QueryBus bus) {
    super(bus);
  }

  @Override
  public <Q, R> CompletableFuture<QueryResponseMessage<R>> query(QueryMessage<Q, R> query) {
    return bus()
        .query(query)
        .handle((answer, failure) -> travelling(query, answer, failure))
        .thenCompose(answered -> answered);
  }

  private static <Q, R> CompletableFuture<QueryResponseMessage<R>> travelling(
      QueryMessage<Q, R> query,
      @Nullable QueryResponseMessage<R> answer,
      @Nullable Throwable failure) {
    Throwable refused =
        answer != null && answer.isExceptional() ? answer.exceptionResult() : failure;
    ProblemException problem = Failures.problemIn(refused);
    if (problem != null) {
      return CompletableFuture.completedFuture(
          GenericQueryResponseMessage.asResponseMessage(
              query.getResponseType().responseMessagePayloadType(),
              new QueryExecutionException(problem.getMessage(), refused, Refusal.of(problem))));
    }
    return failure == null
        ? CompletableFuture.completedFuture(answer)
        : CompletableFuture.failedFuture(failure);
  }
}
