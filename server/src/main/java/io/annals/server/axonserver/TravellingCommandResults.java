package io.annals.server.axonserver;

import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.Refusal;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;

/**
 * The bus that decides, for commands of other nodes: a refusal, also one that is known only after
 * every attempt, leaves it with the details that arrive there. Thread-safe.
 */
final class TravellingCommandResults extends CommandBusAround {
  TravellingCommandResults(CommandBus bus) {
    super(bus);
  }

  @Override
  public <C, R> void dispatch(
      CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
    bus().<C, R>dispatch(command, (sent, result) -> callback.onResult(sent, travelling(result)));
  }

  private static <R> CommandResultMessage<? extends R> travelling(
      CommandResultMessage<? extends R> result) {
    if (!result.isExceptional()) {
      return result;
    }
    Throwable failure = result.exceptionResult();
    ProblemException problem = Failures.problemIn(failure);
    return problem == null
        ? result
        : GenericCommandResultMessage.asCommandResultMessage(
            new CommandExecutionException(problem.getMessage(), failure, Refusal.of(problem)));
  }
}
