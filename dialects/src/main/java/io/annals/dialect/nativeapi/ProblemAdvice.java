package io.annals.dialect.nativeapi;

import io.annals.api.problem.Failures;
import io.annals.api.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/**
 * Says every error in the native shape, also those of paths that no dialect knows. Stands last, so
 * that every other dialect may say its own errors in its own shape.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice {
  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private final ProblemResponses responses;

  ProblemAdvice(ProblemResponses responses) {
    this.responses = responses;
  }

  @ExceptionHandler(Throwable.class)
  void answer(Throwable failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (failure instanceof AsyncRequestNotUsableException || isGone(failure)) {
      return;
    }
    if (failure instanceof ErrorResponse error && !(failure instanceof ProblemException)) {
      error.getHeaders().forEach((name, values) -> response.setHeader(name, join(values)));
      responses.write(
          request, response, StatusProblems.of(error.getStatusCode().value(), request, response));
      return;
    }
    ProblemException problem = Failures.problemIn(failure);
    if (problem == null && failure instanceof TypeMismatchException) {
      problem = StatusProblems.of(400, request, response);
    }
    if (problem == null) {
      log.error("Request {} failed", RequestIds.of(request), failure);
      problem = StatusProblems.of(500, request, response);
    } else if (problem.type().httpStatus() >= 500 && problem.getCause() != null) {
      log.warn("Request {}: {}", RequestIds.of(request), problem.getMessage(), problem.getCause());
    }
    if (response.isCommitted()) {
      throw new IOException("The answer broke off: " + problem.getMessage(), failure);
    }
    responses.write(request, response, problem);
  }

  private static String join(Iterable<String> values) {
    return String.join(", ", values);
  }

  private static boolean isGone(@Nullable Throwable failure) {
    return failure != null && failure.getClass().getSimpleName().equals("ClientAbortException");
  }
}
