package io.annals.command;

import io.annals.api.problem.ProblemException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.common.caching.Cache;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/**
 * An accepted command proves its memory right, because its append would fail otherwise. A refused
 * one does not: another node may have written what would let it pass. So before a refusal leaves,
 * what it was decided on is compared with the store, and decided anew where it is outdated.
 */
record RefusalsRestOnTheStore(Cache cache, EventStore eventStore)
    implements MessageHandlerInterceptor<CommandMessage<?>> {

  @Override
  public Object handle(UnitOfWork<? extends CommandMessage<?>> unit, InterceptorChain chain)
      throws Exception {
    try {
      return chain.proceed();
    } catch (ProblemException refusal) {
      if (RememberingRepository.forgetWhatIsOutdated(unit, cache, eventStore)) {
        throw new OutdatedMemoryException();
      }
      throw refusal;
    }
  }
}
