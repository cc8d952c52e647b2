package io.annals.dialect.insforge;

import io.annals.api.context.RequestContext;
import io.annals.api.function.FunctionIds;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request on its way.
 *
 * @param request as it came
 * @param requestId what the answer and the history call it
 * @param pathVariable the segment that the route leaves open; null where it leaves none
 * @param identity who asks; null where the route does not ask
 * @param content the body; null where the route reads none
 */
record Exchange(
    HttpServletRequest request,
    String requestId,
    @Nullable String pathVariable,
    @Nullable Identity identity,
    @Nullable JsonNode content) {
  private static final int LONGEST_SOURCE = 256;

  static String requestId(@Nullable String given) {
    return given == null || given.isBlank() ? FunctionIds.next() : given;
  }

  String variable() {
    return Objects.requireNonNull(pathVariable);
  }

  JsonNode body() {
    return Objects.requireNonNull(content);
  }

  /** The namespace that the credential works in. */
  String project() {
    return Objects.requireNonNull(identity).caller().defaultNamespace();
  }

  @Nullable String parameter(String name) {
    return request.getParameter(name);
  }

  /** What events remember: the address first, for the audit rows show it. */
  RequestContext context() {
    String agent = request.getHeader("User-Agent");
    String source = request.getRemoteAddr() + (agent == null ? "" : " " + agent);
    return new RequestContext(
        Objects.requireNonNull(identity).caller().principal(),
        "insforge",
        requestId,
        source.length() <= LONGEST_SOURCE ? source : source.substring(0, LONGEST_SOURCE),
        null);
  }
}
