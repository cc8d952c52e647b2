package io.annals.dialect.bem;

import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Says errors as {@code {message, code, details}}. There is no 409: the SDKs would send the request
 * again, twice.
 */
@ControllerAdvice(basePackageClasses = BemErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class BemErrors {
  private static final Logger log = LoggerFactory.getLogger(BemErrors.class);

  BemErrors() {}

  @ExceptionHandler(Throwable.class)
  void answer(Throwable failure, HttpServletResponse response) throws IOException {
    if (failure instanceof BemException refusal) {
      write(response, refusal.status(), String.valueOf(refusal.getMessage()), refusal.details());
      return;
    }
    ProblemException problem = Failures.problemIn(failure);
    if (problem != null) {
      write(response, problem);
    } else if (failure instanceof ErrorResponse error) {
      int status = error.getStatusCode().value();
      write(response, status, "The request cannot be answered: " + status + ".", Map.of());
    } else {
      log.error("A request of the bem dialect failed", failure);
      write(response, 500, "The registry has a defect; it was logged.", Map.of());
    }
  }

  /** Whether the path is one of this dialect. */
  public static boolean speaksOf(@Nullable String path) {
    return path != null && (path.equals("/v3") || path.startsWith("/v3/"));
  }

  /** Answers with a problem of the registry. */
  public static void write(HttpServletResponse response, ProblemException problem)
      throws IOException {
    problem
        .retryAfter()
        .ifPresent(
            pause ->
                response.setHeader("Retry-After", String.valueOf(Math.max(1, pause.toSeconds()))));
    Map<String, Object> details = new LinkedHashMap<>();
    if (!problem.violations().isEmpty()) {
      details.put("field", problem.violations().get(0).field());
      details.put("reason", problem.violations().get(0).description());
    }
    write(response, status(problem.type()), String.valueOf(problem.getMessage()), details);
  }

  private static void write(
      HttpServletResponse response, int status, String message, Map<String, Object> details)
      throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("message", message);
    body.put("code", status);
    if (!details.isEmpty()) {
      body.put("details", details);
    }
    if (status == 501) {
      response.setHeader("x-should-retry", "false");
    }
    BemJson.write(response, status, body);
  }

  private static int status(ProblemType type) {
    return switch (type) {
      case NAME_TAKEN, MALFORMED_REQUEST -> 400;
      case INVALID_ARGUMENT, FAILED_PRECONDITION -> 422;
      case CONFLICT, STALE_VERSION -> 503;
      default -> type.httpStatus();
    };
  }
}
