package io.annals.server.axonserver;

import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.common.Registration;
import org.axonframework.lifecycle.Lifecycle;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.MessageHandlerInterceptor;

/**
 * Commands to whichever node decides; that there is none, or no answer from it, is a problem as any
 * other. Thread-safe.
 */
final class ReachedCommands implements CommandBus, Lifecycle {
  private final CommandBus bus;

  ReachedCommands(CommandBus bus) {
    this.bus = bus;
  }

  @Override
  public void registerLifecycleHandlers(LifecycleRegistry lifecycle) {
    if (bus instanceof Lifecycle living) {
      living.registerLifecycleHandlers(lifecycle);
    }
  }

  @Override
  public <C> void dispatch(CommandMessage<C> command) {
    bus.dispatch(command);
  }

  @Override
  public <C, R> void dispatch(
      CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
    try {
      bus.<C, R>dispatch(command, (sent, result) -> callback.onResult(sent, reached(result)));
    } catch (RuntimeException e) {
      callback.onResult(
          command, GenericCommandResultMessage.asCommandResultMessage(Unreached.ofCommand(e)));
    }
  }

  private static <R> CommandResultMessage<? extends R> reached(
      CommandResultMessage<? extends R> result) {
    return result.isExceptional()
        ? GenericCommandResultMessage.asCommandResultMessage(
            Unreached.ofCommand(result.exceptionResult()))
        : result;
  }

  @Override
  public Registration subscribe(
      String commandName, MessageHandler<? super CommandMessage<?>> handler) {
    return bus.subscribe(commandName, handler);
  }

  @Override
  public Registration registerDispatchInterceptor(
      MessageDispatchInterceptor<? super CommandMessage<?>> interceptor) {
    return bus.registerDispatchInterceptor(interceptor);
  }

  @Override
  public Registration registerHandlerInterceptor(
      MessageHandlerInterceptor<? super CommandMessage<?>> interceptor) {
    return bus.registerHandlerInterceptor(interceptor);
  }
}
