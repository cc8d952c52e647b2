package io.annals.server.configuration;

import io.annals.api.problem.ProblemException;
import io.annals.dialect.bem.BemErrors;
import io.annals.dialect.conductorone.C1Errors;
import io.annals.dialect.insforge.InsforgeErrors;
import io.annals.dialect.nativeapi.ProblemValve;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;

/** Says what Tomcat refuses by itself in the words of the dialect that the path belongs to. */
public final class DialectValve extends ProblemValve {

  @Override
  protected void write(Request request, Response response, ProblemException problem)
      throws IOException {
    if (BemErrors.speaksOf(request.getRequestURI())) {
      BemErrors.write(response, problem);
    } else if (InsforgeErrors.speaksOf(request.getRequestURI())) {
      InsforgeErrors.write(request, response, problem);
    } else if (C1Errors.speaksOf(request.getRequestURI())) {
      C1Errors.write(response, problem);
    } else {
      super.write(request, response, problem);
    }
  }
}
