package io.annals.server.axonserver;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.axonframework.common.Registration;
import org.axonframework.lifecycle.Lifecycle;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.QueryMessage;
import org.axonframework.queryhandling.QueryResponseMessage;
import org.axonframework.queryhandling.QueryUpdateEmitter;
import org.axonframework.queryhandling.SubscriptionQueryMessage;
import org.axonframework.queryhandling.SubscriptionQueryResult;
import org.axonframework.queryhandling.SubscriptionQueryUpdateMessage;

/** A query bus that does something about another one's answers, and nothing else of its own. */
abstract class QueryBusAround implements QueryBus, Lifecycle {
  private final QueryBus bus;

  QueryBusAround(QueryBus bus) {
    this.bus = bus;
  }

  final QueryBus bus() {
    return bus;
  }

  @Override
  public final void registerLifecycleHandlers(LifecycleRegistry lifecycle) {
    if (bus instanceof Lifecycle living) {
      living.registerLifecycleHandlers(lifecycle);
    }
  }

  @Override
  public final <R> Registration subscribe(
      String queryName, Type responseType, MessageHandler<? super QueryMessage<?, R>> handler) {
    return bus.subscribe(queryName, responseType, handler);
  }

  @Override
  public abstract <Q, R> CompletableFuture<QueryResponseMessage<R>> query(QueryMessage<Q, R> query);

  @Override
  public final <Q, R> Stream<QueryResponseMessage<R>> scatterGather(
      QueryMessage<Q, R> query, long timeout, TimeUnit unit) {
    return bus.scatterGather(query, timeout, unit);
  }

  @Override
  public final <Q, I, U>
      SubscriptionQueryResult<QueryResponseMessage<I>, SubscriptionQueryUpdateMessage<U>>
          subscriptionQuery(SubscriptionQueryMessage<Q, I, U> query) {
    return bus.subscriptionQuery(query);
  }

  @Override
  public final <Q, I, U>
      SubscriptionQueryResult<QueryResponseMessage<I>, SubscriptionQueryUpdateMessage<U>>
          subscriptionQuery(SubscriptionQueryMessage<Q, I, U> query, int updateBufferSize) {
    return bus.subscriptionQuery(query, updateBufferSize);
  }

  @Override
  public final QueryUpdateEmitter queryUpdateEmitter() {
    return bus.queryUpdateEmitter();
  }

  @Override
  public final Registration registerHandlerInterceptor(
      MessageHandlerInterceptor<? super QueryMessage<?, ?>> interceptor) {
    return bus.registerHandlerInterceptor(interceptor);
  }

  @Override
  public final Registration registerDispatchInterceptor(
      MessageDispatchInterceptor<? super QueryMessage<?, ?>> interceptor) {
    return bus.registerDispatchInterceptor(interceptor);
  }
}
