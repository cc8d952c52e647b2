package io.annals.dialect.yandex;

import com.google.rpc.Status;
import io.annals.api.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Says problems in the dialect's words where its routes are not yet reached: in filters before
 * them. Without state.
 */
public final class RestErrors {
  private static final String ID_ATTRIBUTE = "io.annals.dialect.yandex.requestId";
  static final String TRIGGERS = "/triggers/v1";

  private static final String REQUEST_ID = "X-Request-Id";

  /** Whether a path is one of this dialect's. */
  public boolean speaksOf(@Nullable String path) {
    return isOurs(path);
  }

  static boolean speaksOf(ServerRequest request) {
    return isOurs(request.path());
  }

  private static boolean isOurs(@Nullable String path) {
    return path != null
        && (isUnder(path, "/functions/v1")
            || isUnder(path, "/operations")
            || isUnder(path, "/endpoints")
            || isUnder(path, TRIGGERS));
  }

  static boolean isUnder(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

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
    String requestId = requestId(request);
    Status status = Statuses.of(problem, requestId);
    byte[] body = Json.print(status).getBytes(StandardCharsets.UTF_8);
    response.resetBuffer();
    response.setStatus(Statuses.httpStatus(status.getCode()));
    name(response, requestId);
    Statuses.retryAfter(status).ifPresent(seconds -> response.setHeader("Retry-After", seconds));
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The id that the answer, the error and the history call the request by. */
  static String requestId(HttpServletRequest request) {
    if (request.getAttribute(ID_ATTRIBUTE) instanceof String id) {
      return id;
    }
    String id =
        Call.requestId(request.getHeader("x-client-request-id"), request.getHeader(REQUEST_ID));
    request.setAttribute(ID_ATTRIBUTE, id);
    return id;
  }

  /** Names the request in the answer, whatever it was called before. */
  static void name(HttpServletResponse response, String requestId) {
    response.setHeader(REQUEST_ID, requestId);
    response.setHeader("X-Server-Trace-Id", requestId);
  }
}
