package io.annals.dialect.conductorone;

import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Says errors as google.rpc.Status, with the HTTP status that its code has at a JSON gateway. */
@ControllerAdvice(basePackageClasses = C1Errors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class C1Errors {
  private static final Logger log = LoggerFactory.getLogger(C1Errors.class);

  private static final Map<ProblemType.Code, int[]> CODES =
      Map.of(
          ProblemType.Code.INVALID_ARGUMENT, new int[] {3, 400},
          ProblemType.Code.NOT_FOUND, new int[] {5, 404},
          ProblemType.Code.ALREADY_EXISTS, new int[] {6, 409},
          ProblemType.Code.PERMISSION_DENIED, new int[] {7, 403},
          ProblemType.Code.FAILED_PRECONDITION, new int[] {9, 400},
          ProblemType.Code.ABORTED, new int[] {10, 409},
          ProblemType.Code.UNIMPLEMENTED, new int[] {12, 501},
          ProblemType.Code.INTERNAL, new int[] {13, 500},
          ProblemType.Code.UNAVAILABLE, new int[] {14, 503},
          ProblemType.Code.UNAUTHENTICATED, new int[] {16, 401});

  C1Errors() {}

  @ExceptionHandler(Throwable.class)
  void answer(Throwable failure, HttpServletResponse response) throws IOException {
    ProblemException problem = Failures.problemIn(failure);
    if (problem == null && failure instanceof ErrorResponse error) {
      problem =
          error.getStatusCode().is4xxClientError()
              ? ProblemException.of(
                  ProblemType.MALFORMED_REQUEST, "The request cannot be understood.")
              : ProblemException.of(ProblemType.INTERNAL, ProblemType.INTERNAL.title());
    } else if (problem == null) {
      log.error("A request of the ConductorOne dialect failed", failure);
      problem =
          ProblemException.of(ProblemType.INTERNAL, "The registry has a defect; it was logged.");
    }
    if (response.isCommitted()) {
      throw new IOException("The answer broke off: " + problem.getMessage(), failure);
    }
    write(response, problem);
  }

  /** Whether a path is one of this dialect's; null, where none could be read, is not. */
  public static boolean speaksOf(@Nullable String path) {
    return path != null
        && (isUnder(path, "/api/v1") || isUnder(path, "/auth/v1") || isUnder(path, "/file"));
  }

  private static boolean isUnder(String path, String prefix) {
    return path.equals(prefix) || path.startsWith(prefix + "/");
  }

  /** Answers with a problem of the registry. */
  public static void write(HttpServletResponse response, ProblemException problem)
      throws IOException {
    problem
        .retryAfter()
        .ifPresent(
            pause ->
                response.setHeader("Retry-After", String.valueOf(Math.max(1, pause.toSeconds()))));
    int[] code = CODES.getOrDefault(problem.type().code(), new int[] {13, 500});
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("code", code[0]);
    status.put("message", String.valueOf(problem.getMessage()));
    status.put("details", details(problem));
    C1Json.write(response, code[1], status);
  }

  private static List<Map<String, Object>> details(ProblemException problem) {
    if (problem.violations().isEmpty()) {
      return List.of();
    }
    return List.of(
        Map.of(
            "@type",
            "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations",
            problem.violations().stream()
                .map(v -> Map.of("field", v.field(), "description", v.description()))
                .toList()));
  }
}
