package io.annals.dialect.insforge;

import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what went wrong in this dialect's words, also before its routes are reached. */
public final class InsforgeErrors {
  private static final Logger log = LoggerFactory.getLogger(InsforgeErrors.class);

  /** Everything below /api but /api/v1, which another API has; and one segment below /functions. */
  private static final Pattern OURS =
      Pattern.compile("/api(?!/v1(/|$))(/.*)?|/functions/(?!v1/?$)[^/]+/?");

  private InsforgeErrors() {}

  /** Whether a path, as it stands in the request, is one of this dialect's. */
  public static boolean speaksOf(@Nullable String path) {
    return path != null && OURS.matcher(path.toLowerCase(Locale.ROOT)).matches();
  }

  /** Answers with a problem of the registry. */
  public static void write(
      HttpServletRequest request, HttpServletResponse response, ProblemException problem)
      throws IOException {
    if (!response.isCommitted()) {
      Refusal refusal =
          problem.type() == ProblemType.METHOD_NOT_ALLOWED
              ? Refusal.noEndpoint(asked(request))
              : of(problem);
      Wire.write(request, response, refusal.answer());
    }
  }

  /** The path that was asked for, also where the container answers an error in its place. */
  private static String asked(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path
        ? path
        : request.getRequestURI();
  }

  static Refusal of(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    ProblemException problem = Failures.problemIn(failure);
    if (problem != null) {
      return of(problem);
    }
    log.error("A request of the InsForge dialect failed", failure);
    return Refusal.of(500, "INTERNAL_ERROR", "The registry has a defect; it was logged.");
  }

  private static Refusal of(ProblemException problem) {
    String text = String.valueOf(problem.getMessage());
    String retry =
        problem.retryAfter().map(Duration::toSeconds).map(s -> "" + Math.max(1, s)).orElse(null);
    return switch (problem.type()) {
      case NOT_FOUND -> Refusal.noFunction();
      case NAME_TAKEN -> Refusal.of(409, "FUNCTION_ALREADY_EXISTS", text);
      case INVALID_ARGUMENT -> Refusal.invalid(sentences(problem));
      case MALFORMED_REQUEST, FAILED_PRECONDITION, NOT_ACCEPTABLE -> Refusal.invalid(text);
      case UNAUTHENTICATED -> Refusal.noToken();
      case PERMISSION_DENIED -> Refusal.noAdmin();
      case PAYLOAD_TOO_LARGE -> Refusal.of(413, "PAYLOAD_TOO_LARGE", text);
      case UNSUPPORTED_MEDIA_TYPE -> Refusal.of(415, "UNSUPPORTED_MEDIA_TYPE", text);
      case UNIMPLEMENTED, METHOD_NOT_ALLOWED -> Refusal.of(501, "NOT_IMPLEMENTED", text);
      case CONFLICT, STALE_VERSION, IDEMPOTENCY_KEY_REUSED, CANCELLED, INTERRUPTED ->
          Refusal.of(409, "CONFLICT", text);
      case OVERLOADED, UNAVAILABLE ->
          Refusal.of(503, "SERVICE_UNAVAILABLE", text).header("Retry-After", retry);
      case INTERNAL -> Refusal.of(500, "INTERNAL_ERROR", text);
    };
  }

  /** The violations, with the fields called as this dialect calls them. */
  private static String sentences(ProblemException problem) {
    if (problem.violations().isEmpty()) {
      return String.valueOf(problem.getMessage());
    }
    return problem.violations().stream()
        .map(violation -> field(violation.field()) + ": " + violation.description())
        .collect(Collectors.joining(" "));
  }

  private static String field(String path) {
    return switch (path) {
      case "name" -> "slug";
      case "displayName" -> "name";
      default -> path.startsWith("code.") ? "code" : path;
    };
  }

  static boolean isOfType(RuntimeException failure, ProblemType type) {
    return failure instanceof ProblemException problem && problem.type() == type;
  }
}
