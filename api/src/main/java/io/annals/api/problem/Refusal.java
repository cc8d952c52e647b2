package io.annals.api.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ProblemException} on its way to another process, as the details of Axon's exceptions:
 * those travel, the exceptions' classes do not.
 *
 * @param retryAfter how long to wait before the same request is worth another try; null where that
 *     is not known
 */
public record Refusal(
    ProblemType type, String detail, List<Violation> violations, @Nullable Duration retryAfter) {

  public Refusal {
    violations = List.copyOf(violations);
  }

  /** What is to travel of a problem. */
  public static Refusal of(ProblemException problem) {
    return new Refusal(
        problem.type(),
        String.valueOf(problem.getMessage()),
        problem.violations(),
        problem.retryAfter().orElse(null));
  }

  /** The problem again, without the cause that only its own process knew. */
  public ProblemException toException() {
    return ProblemException.of(this);
  }
}
