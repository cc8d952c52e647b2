package io.annals.server.axonserver;

import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Duration;
import org.axonframework.axonserver.connector.AxonServerException;
import org.axonframework.axonserver.connector.command.AxonServerCommandDispatchException;
import org.axonframework.axonserver.connector.query.AxonServerQueryDispatchException;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.lifecycle.ShutdownInProgressException;
import org.axonframework.queryhandling.NoHandlerForQueryException;

/** What a client is told where no answer came from the node that should have given it. */
final class Unreached {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private Unreached() {}

  /** The failure of a command as what it is to its sender; a defect stays as it is. */
  static Throwable ofCommand(Throwable failure) {
    if (Failures.problemIn(failure) != null) {
      return failure;
    }
    if (has(failure, NoHandlerForCommandException.class)) {
      return unavailable(
          "No node that decides is connected just now. Nothing was changed; send the request"
              + " again.");
    }
    if (has(failure, ShutdownInProgressException.class)) {
      return unavailable(
          "This server is shutting down. Nothing was changed; send the request again.");
    }
    return isOfTheWay(failure)
        ? unavailable(
            "The answer of the node that decides did not arrive, so the change may have been made"
                + " or not. Read before you send it again, or send it again with the same"
                + " Idempotency-Key.")
        : failure;
  }

  /** The failure of a query as what it is to its sender; a defect stays as it is. */
  static Throwable ofQuery(Throwable failure) {
    if (Failures.problemIn(failure) != null) {
      return failure;
    }
    return has(failure, NoHandlerForQueryException.class)
            || has(failure, ShutdownInProgressException.class)
            || isOfTheWay(failure)
        ? unavailable("No node that answers can be reached just now; send the request again.")
        : failure;
  }

  private static boolean isOfTheWay(Throwable failure) {
    return has(failure, AxonServerException.class)
        || has(failure, AxonServerCommandDispatchException.class)
        || has(failure, AxonServerQueryDispatchException.class)
        || has(failure, io.axoniq.axonserver.connector.AxonServerException.class)
        || has(failure, io.grpc.StatusRuntimeException.class);
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Without the cause: the store tells the log once what is the matter, not at every request. */
  private static ProblemException unavailable(String sentence) {
    return ProblemException.temporary(ProblemType.UNAVAILABLE, sentence, RETRY_AFTER, null);
  }
}
