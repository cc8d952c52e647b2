package io.annals.query;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Duration;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.queryhandling.QueryMessage;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;

/** Answers queries with {@code UNAVAILABLE} while the database of the views cannot be reached. */
final class UnreadableViews implements MessageHandlerInterceptor<QueryMessage<?, ?>> {

  @Override
  public Object handle(UnitOfWork<? extends QueryMessage<?, ?>> unit, InterceptorChain chain)
      throws Exception {
    try {
      return chain.proceed();
    } catch (DataAccessResourceFailureException
        | RecoverableDataAccessException
        | TransientDataAccessException e) {
      throw ProblemException.temporary(
          ProblemType.UNAVAILABLE,
          "The registry cannot be read just now; send the request again.",
          Duration.ofSeconds(1),
          e);
    }
  }
}
