package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Says as a problem what Tomcat refuses by itself, for example a path that holds {@code %2F}, in
 * place of its HTML page. Made by Tomcat, by name. A server with more APIs overrides what it
 * writes.
 */
public class ProblemValve extends ErrorReportValve {
  private static final int FIRST_ERROR = 400;

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() < FIRST_ERROR
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    try {
      write(request, response, StatusProblems.of(response.getStatus(), request, response));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("Nobody is there to be told", e);
    }
  }

  /**
   * Writes the problem, in place of an answer.
   *
   * @throws IOException if the client cannot be written to
   */
  protected void write(Request request, Response response, ProblemException problem)
      throws IOException {
    byte[] body = NativeJson.bytes(problem.toProblem());
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
