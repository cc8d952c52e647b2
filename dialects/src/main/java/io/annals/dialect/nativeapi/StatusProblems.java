package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** Puts into words what the web server found wrong before any route was reached. */
final class StatusProblems {
  private StatusProblems() {}

  static ProblemException of(
      int status, HttpServletRequest request, @Nullable HttpServletResponse response) {
    return switch (status) {
      case 401 ->
          ProblemException.of(
              ProblemType.UNAUTHENTICATED,
              "Send a key of this registry as 'Authorization: Bearer <key>'.");
      case 403 ->
          ProblemException.of(
              ProblemType.PERMISSION_DENIED, "The key does not allow this; use one that does.");
      case 404 ->
          ProblemException.of(
              ProblemType.NOT_FOUND,
              "Nothing is at "
                  + request.getRequestURI()
                  + "; the routes of this registry are listed at /openapi.");
      case 405 ->
          ProblemException.of(
              ProblemType.METHOD_NOT_ALLOWED,
              request.getMethod() + " is not a method of this path." + allowed(response));
      case 406 ->
          ProblemException.of(
              ProblemType.NOT_ACCEPTABLE,
              "This route answers in application/json only; send Accept: application/json.");
      case 413 ->
          ProblemException.of(
              ProblemType.PAYLOAD_TOO_LARGE, "The body is larger than this route takes.");
      case 415 ->
          ProblemException.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.");
      case 503 ->
          ProblemException.of(
              ProblemType.UNAVAILABLE, "The registry cannot answer just now; try again later.");
      default ->
          status >= 400 && status < 500
              ? ProblemException.of(
                  ProblemType.MALFORMED_REQUEST,
                  "The request's target, headers or parameters cannot be read; percent-encode what"
                      + " is not a letter, a digit or one of - . _ ~ in paths and parameters.")
              : ProblemException.of(
                  ProblemType.INTERNAL,
                  "The registry failed to answer; the request id in X-Request-Id finds the reason in"
                      + " its log.");
    };
  }

  private static String allowed(@Nullable HttpServletResponse response) {
    String allow = response == null ? null : response.getHeader("Allow");
    return allow == null ? "" : " Use " + allow + ".";
  }
}
