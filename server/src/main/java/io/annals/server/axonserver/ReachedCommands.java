package io.annals.server.axonserver;

import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.lifecycle.Lifecycle;

/**
 * Commands to whichever node decides; that there is none, or no answer from it, is a problem as any
 * other. Thread-safe.
 */
final class ReachedCommands extends CommandBusAround implements Lifecycle {
  ReachedCommands(CommandBus bus) {
    super(bus);
  }

  @Override
  public void registerLifecycleHandlers(LifecycleRegistry lifecycle) {
    if (bus() instanceof Lifecycle living) {
      living.registerLifecycleHandlers(lifecycle);
    }
  }

  @Override
  public <C, R> void dispatch(
      CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
    try {
      bus().<C, R>dispatch(command, (sent, result) -> callback.onResult(sent, reached(result)));
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
}
