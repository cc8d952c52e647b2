package io.annals.dialect.nativeapi;

import io.annals.api.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Says as a problem what Tomcat refuses by itself, for example a path that holds {@code %2F}, in
 * place of its HTML page. Made by Tomcat, by name.
 */
public final class ProblemValve extends ErrorReportValve {
  private static final int FIRST_ERROR = 400;

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() < FIRST_ERROR
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    Problem problem = StatusProblems.of(response.getStatus(), request, response).toProblem();
    byte[] body = NativeJson.bytes(problem);
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    try {
      OutputStream out = response.getOutputStream();
      out.write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("Nobody is there to be told", e);
    }
  }
}
