package io.annals.command;

import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.messaging.MessageHandler;
import org.jspecify.annotations.Nullable;

/**
 * A simple command bus that takes a decision again where another writer came first, each time in a
 * unit of work of its own, on the caller's thread. The attempts are made here and not in the
 * gateway, so that they happen where the aggregates are remembered, whoever dispatches.
 */
final class RetryingCommandBus extends SimpleCommandBus {
  private final ConflictRetry retry;

  RetryingCommandBus(Builder builder, ConflictRetry retry) {
    super(builder);
    this.retry = retry;
  }

  @Override
  protected <C, R> void handle(
      CommandMessage<C> command,
      MessageHandler<? super CommandMessage<?>> handler,
      CommandCallback<? super C, ? super R> callback) {
    callback.onResult(command, this.<C, R>attempts(command, handler));
  }

  private <C, R> CommandResultMessage<R> attempts(
      CommandMessage<C> command, MessageHandler<? super CommandMessage<?>> handler) {
    for (int attempt = 1; ; attempt++) {
      Outcome<C, R> outcome = new Outcome<>();
      super.<C, R>handle(command, handler, outcome);
      CommandResultMessage<R> result = outcome.result();
      if (!result.isExceptional()) {
        return result;
      }
      Throwable failure = result.exceptionResult();
      if (attempt == retry.attempts() || !ConflictRetry.isConflict(failure) || !pause(attempt)) {
        return GenericCommandResultMessage.asCommandResultMessage(ConflictRetry.answer(failure));
      }
    }
  }

  private boolean pause(int failedAttempts) {
    try {
      retry.pause(failedAttempts);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The bus below answers before it returns. */
  private static final class Outcome<C, R> implements CommandCallback<C, R> {
    private @Nullable CommandResultMessage<R> result;

    @Override
    @SuppressWarnings("unchecked") // The wildcard is of the callback's type, not of the result's.
    public void onResult(
        CommandMessage<? extends C> command, CommandResultMessage<? extends R> answer) {
      result = (CommandResultMessage<R>) answer;
    }

    CommandResultMessage<R> result() {
      if (result == null) {
        throw new IllegalStateException("The command bus has not answered");
      }
      return result;
    }
  }
}
