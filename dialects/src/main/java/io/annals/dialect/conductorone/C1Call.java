package io.annals.dialect.conductorone;

import io.annals.api.context.Caller;
import io.annals.api.context.RequestContext;
import io.annals.api.function.FunctionIds;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.FunctionRef;
import jakarta.servlet.http.HttpServletRequest;

/** One request: who asks, and in which tenant, which is the key's namespace. */
record C1Call(HttpServletRequest request, Caller caller) {
  private static final int LONGEST_SOURCE = 256;
  private static final int LONGEST_ID = 128;

  static C1Call of(HttpServletRequest request) {
    if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
      return new C1Call(request, caller);
    }
    throw ProblemException.of(
        ProblemType.UNAUTHENTICATED,
        "The token is missing, invalid or expired; get one from /auth/v1/token.");
  }

  String namespace() {
    return caller.defaultNamespace();
  }

  /**
   * A function, which this API knows by its id only.
   *
   * @throws ProblemException {@code NOT_FOUND} if the text is no id
   */
  FunctionRef function(String id) {
    if (!FunctionIds.isId(id)) {
      throw noFunction(id);
    }
    return new FunctionRef(id, namespace(), namespace());
  }

  static ProblemException noFunction(String id) {
    return ProblemException.notFound("There is no function '" + id + "'.");
  }

  RequestContext context() {
    String source = request.getHeader("User-Agent");
    String id = request.getHeader("X-Request-Id");
    return new RequestContext(
        caller.principal(),
        "conductorone",
        id == null || id.isBlank() || id.length() > LONGEST_ID ? FunctionIds.next() : id,
        source == null || source.length() <= LONGEST_SOURCE
            ? source
            : source.substring(0, LONGEST_SOURCE),
        null);
  }
}
