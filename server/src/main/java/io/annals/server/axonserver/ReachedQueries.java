package io.annals.server.axonserver;

import java.util.concurrent.CompletableFuture;
import org.axonframework.queryhandling.GenericQueryResponseMessage;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.QueryMessage;
import org.axonframework.queryhandling.QueryResponseMessage;
import org.jspecify.annotations.Nullable;

/** Queries to whichever node answers; that there is none is a problem as any other. Thread-safe. */
final class ReachedQueries extends QueryBusAround {

  ReachedQueries(QueryBus bus) {
    super(bus);
  }

  @Override
  public <Q, R> CompletableFuture<QueryResponseMessage<R>> query(QueryMessage<Q, R> query) {
    CompletableFuture<QueryResponseMessage<R>> asked;
    try {
      asked = bus().query(query);
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    return asked
        .handle((answer, failure) -> reached(query, answer, failure))
        .thenCompose(answered -> answered);
  }

  private static <Q, R> CompletableFuture<QueryResponseMessage<R>> reached(
      QueryMessage<Q, R> query,
      @Nullable QueryResponseMessage<R> answer,
      @Nullable Throwable failure) {
    if (failure != null) {
      return CompletableFuture.failedFuture(Unreached.ofQuery(failure));
    }
    return CompletableFuture.completedFuture(
        answer == null || !answer.isExceptional()
            ? answer
            : GenericQueryResponseMessage.asResponseMessage(
                query.getResponseType().responseMessagePayloadType(),
                Unreached.ofQuery(answer.exceptionResult())));
  }
}
