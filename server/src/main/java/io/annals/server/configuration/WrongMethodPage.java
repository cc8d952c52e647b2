package io.annals.server.configuration;

import io.annals.api.context.Caller;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.dialect.insforge.InsforgeErrors;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Says in a dialect's words that a path has not the method that the web server refuses by itself,
 * which is {@code TRACE}. Strangers are told in the InsForge dialect only, which looks for the
 * route before the credential.
 */
final class WrongMethodPage extends OncePerRequestFilter {
  private final Writer writer;

  /** Says a problem in the words of the dialect that the asked path belongs to. */
  @FunctionalInterface
  interface Writer {
    void write(HttpServletRequest request, HttpServletResponse response, ProblemException problem)
        throws IOException;
  }

  WrongMethodPage(Writer writer) {
    this.writer = writer;
  }

  /** The path that the client asked for, also where an error is answered in its place. */
  static String asked(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.ERROR
            && request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path
        ? path
        : request.getRequestURI();
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    boolean wrongMethod =
        request.getDispatcherType() == DispatcherType.ERROR
            && Integer.valueOf(HttpServletResponse.SC_METHOD_NOT_ALLOWED)
                .equals(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
    return !wrongMethod
        || request.getAttribute(Caller.ATTRIBUTE) == null
            && !InsforgeErrors.speaksOf(asked(request));
  }

  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String allowed = response.getHeader("Allow");
    writer.write(
        request,
        response,
        ProblemException.of(
            ProblemType.METHOD_NOT_ALLOWED,
            "TRACE is not a method of this path."
                + (allowed == null ? "" : " Use " + allowed + ".")));
  }
}
