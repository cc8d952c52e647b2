package io.annals.dialect.nativeapi;

import io.annals.api.problem.Problem;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.axonframework.messaging.HandlerExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes problems as {@code application/problem+json} (RFC 9457), also from filters, where Spring
 * MVC is not yet or no longer at work. Without state.
 */
public final class ProblemResponses {
  private static final int MAX_CAUSES = 16;

  private ProblemResponses() {}

  /**
   * Answers with the problem. Where an answer has begun already, nothing is written.
   *
   * @throws IOException if the client cannot be written to
   */
  public static void write(HttpServletResponse response, ProblemException problem)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    problem
        .retryAfter()
        .ifPresent(
            after ->
                response.setHeader(
                    "Retry-After", String.valueOf(Math.max(1, after.plusMillis(999).toSeconds()))));
    write(response, problem.toProblem());
  }

  private static void write(HttpServletResponse response, Problem problem) throws IOException {
    byte[] body = NativeJson.bytes(problem);
    response.resetBuffer();
    response.setStatus(problem.status());
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The problem that a failure of a command or query carries, however deep; null for a defect. */
  public static @Nullable ProblemException problemIn(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof ProblemException problem) {
        return problem;
      }
      if (cause instanceof HandlerExecutionException remote
          && remote.getDetails().orElse(null) instanceof Problem problem) {
        return ofType(problem);
      }
      cause = cause.getCause();
    }
    return null;
  }

  /** What to throw for a failed future: the problem in it, else the failure itself. */
  static RuntimeException thrown(Throwable failure) {
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

  private static ProblemException ofType(Problem problem) {
    for (ProblemType type : ProblemType.values()) {
      if (type.uri().equals(problem.type())) {
        return problem.violations().isEmpty()
            ? ProblemException.of(type, problem.detail())
            : ProblemException.of(type, problem.violations());
      }
    }
    return ProblemException.of(ProblemType.INTERNAL, ProblemType.INTERNAL.title());
  }
}
