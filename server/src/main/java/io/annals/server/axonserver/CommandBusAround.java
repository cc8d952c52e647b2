package io.annals.server.axonserver;

import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.common.Registration;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.MessageHandlerInterceptor;

/** A command bus that hands on everything but what a subclass does with results. */
abstract class CommandBusAround implements CommandBus {
  private final CommandBus bus;

  CommandBusAround(CommandBus bus) {
    this.bus = bus;
  }

  final CommandBus bus() {
    return bus;
  }

  @Override
  public final <C> void dispatch(CommandMessage<C> command) {
    bus.dispatch(command);
  }

  @Override
  public final Registration subscribe(
      String commandName, MessageHandler<? super CommandMessage<?>> handler) {
    return bus.subscribe(commandName, handler);
  }

  @Override
  public final Registration registerDispatchInterceptor(
      MessageDispatchInterceptor<? super CommandMessage<?>> interceptor) {
    return bus.registerDispatchInterceptor(interceptor);
  }

  @Override
  public final Registration registerHandlerInterceptor(
      MessageHandlerInterceptor<? super CommandMessage<?>> interceptor) {
    return bus.registerHandlerInterceptor(interceptor);
  }
}
