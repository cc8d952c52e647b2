package io.annals.api.gateway;

import io.annals.api.context.RequestContext;
import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;

/** Waits for what the gateways answer; a refusal comes as the problem itself. */
public final class Answers {
  private Answers() {}

  /**
   * Sends a command. By callback, as the gateway would log a warning for every refusal otherwise.
   *
   * @return what the command is answered when its event is durable
   */
  public static <R> CompletableFuture<R> send(
      CommandGateway commands, Object command, RequestContext context) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    commands.<Object, R>send(
        new GenericCommandMessage<>(command, MetaData.from(context.toMetaData())),
        (sent, result) -> {
          if (result.isExceptional()) {
            answer.completeExceptionally(result.exceptionResult());
          } else {
            answer.complete(result.getPayload());
          }
        });
    return answer;
  }

  /**
   * Waits for an answer.
   *
   * @param patience how long at the most
   * @param late what to tell the client when there is none by then
   * @throws ProblemException that the answer is, or {@code UNAVAILABLE} where there is none in time
   *     or the server stops; what else a command or query fails with is a defect and thrown as it
   *     is
   */
  public static <R> R await(CompletableFuture<R> answer, Duration patience, String late) {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw Failures.thrown(e);
    } catch (TimeoutException e) {
      throw ProblemException.temporary(ProblemType.UNAVAILABLE, late, Duration.ofSeconds(1), e);
    } catch (InterruptedException e) {
      throw stopping(e);
    }
  }

  /** What to throw when a wait was interrupted; the thread stays interrupted. */
  public static ProblemException stopping(InterruptedException e) {
    Thread.currentThread().interrupt();
    return ProblemException.temporary(
        ProblemType.UNAVAILABLE, "The registry is shutting down.", Duration.ofSeconds(5), e);
  }
}
