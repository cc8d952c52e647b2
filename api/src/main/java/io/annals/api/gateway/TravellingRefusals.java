package io.annals.api.gateway;

import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.Refusal;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.queryhandling.QueryExecutionException;
import org.axonframework.queryhandling.QueryMessage;
import org.jspecify.annotations.Nullable;

/**
 * Gives every refusal of a handler the details with which it arrives in another process as what it
 * is. To be registered on the buses that decide and answer, where they serve other processes too.
 * Stateless.
 */
public final class TravellingRefusals implements MessageHandlerInterceptor<Message<?>> {

  @Override
  public @Nullable Object handle(
      UnitOfWork<? extends Message<?>> work, InterceptorChain interceptorChain) throws Exception {
    try {
      return interceptorChain.proceed();
    } catch (Exception e) {
      ProblemException problem = Failures.problemIn(e);
      if (problem == null) {
        throw e;
      }
      String sentence = problem.getMessage();
      throw work.getMessage() instanceof QueryMessage<?, ?>
          ? new QueryExecutionException(sentence, e, Refusal.of(problem))
          : new CommandExecutionException(sentence, e, Refusal.of(problem));
    }
  }
}
