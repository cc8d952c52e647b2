package io.annals.dialect.nativeapi;

import io.annals.api.problem.Problem;
import io.annals.api.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Writes problems as {@code application/problem+json} (RFC 9457), also from filters, where Spring
 * MVC is not yet or no longer at work. Without state.
 */
public final class ProblemResponses {

  /**
   * Answers with the problem. Where an answer has begun already, nothing is written.
   *
   * @throws IOException if the client cannot be written to
   */
  public void write(
      HttpServletRequest request, HttpServletResponse response, ProblemException problem)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.setHeader(RequestIds.HEADER, RequestIds.of(request));
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
}
