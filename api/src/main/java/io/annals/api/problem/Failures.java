package io.annals.api.problem;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.axonframework.messaging.HandlerExecutionException;
import org.jspecify.annotations.Nullable;

/** Finds the problem in what Axon wraps around it, also where it came from another process. */
public final class Failures {
  private static final int MAX_CAUSES = 16;

  private Failures() {}

  /** The problem that a failure of a command or query carries, however deep; null for a defect. */
  public static @Nullable ProblemException problemIn(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof ProblemException problem) {
        return problem;
      }
      if (cause instanceof HandlerExecutionException remote
          && remote.getDetails().orElse(null) instanceof Refusal refusal) {
        return refusal.toException();
      }
      cause = cause.getCause();
    }
    return null;
  }

  /** What to throw for a failed future: the problem in it, else the failure itself. */
  public static RuntimeException thrown(Throwable failure) {
    ProblemException problem = problemIn(failure);
    if (problem != null) {
      return problem;
    }
    Throwable cause =
        failure instanceof ExecutionException || failure instanceof CompletionException
            ? failure.getCause()
            : failure;
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }
}
