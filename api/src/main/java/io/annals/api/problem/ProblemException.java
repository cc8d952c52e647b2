package io.annals.api.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused or cannot be served. It carries all that a dialect needs to say so in
 * its own shape. Without a stack trace: it is an answer, not a defect.
 */
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemType type;
  private final transient List<Violation> violations;
  private final @Nullable Duration retryAfter;

  private ProblemException(
      ProblemType type,
      String detail,
      List<Violation> violations,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(detail, cause, false, false);
    this.type = type;
    this.violations = List.copyOf(violations);
    this.retryAfter = retryAfter;
  }

  /** A problem that no single field is to blame for. */
  public static ProblemException of(ProblemType type, String detail) {
    return new ProblemException(type, detail, List.of(), null, null);
  }

  /** A problem with the fields at fault; the detail joins their sentences. */
  public static ProblemException of(ProblemType type, List<Violation> violations) {
    String detail =
        violations.stream()
            .map(v -> v.field() + ": " + v.description())
            .reduce((a, b) -> a + " " + b)
            .orElse(type.title());
    return new ProblemException(type, detail, violations, null, null);
  }

  /** An {@link ProblemType#INVALID_ARGUMENT} of one field. */
  public static ProblemException invalid(String field, String description) {
    return of(ProblemType.INVALID_ARGUMENT, List.of(new Violation(field, description)));
  }

  /** A {@link ProblemType#NOT_FOUND} with a sentence that names what was looked for. */
  public static ProblemException notFound(String detail) {
    return of(ProblemType.NOT_FOUND, detail);
  }

  /**
   * A passing fault: the same request may succeed after a while.
   *
   * @param retryAfter how long the client should wait
   * @param cause what failed, for the log only
   */
  public static ProblemException temporary(
      ProblemType type, String detail, Duration retryAfter, @Nullable Throwable cause) {
    return new ProblemException(type, detail, List.of(), retryAfter, cause);
  }

  static ProblemException of(Refusal refusal) {
    return new ProblemException(
        refusal.type(), refusal.detail(), refusal.violations(), refusal.retryAfter(), null);
  }

  /** The kind of problem. */
  public ProblemType type() {
    return type;
  }

  /** The fields at fault, empty where no field is. */
  public List<Violation> violations() {
    return violations == null ? List.of() : violations;
  }

  /** How long to wait before the same request is worth another try. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The problem as a resource, in the native shape. */
  public Problem toProblem() {
    return new Problem(
        type.uri(), type.title(), type.httpStatus(), getMessage(), type.code(), violations());
  }
}
