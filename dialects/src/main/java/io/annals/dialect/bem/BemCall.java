package io.annals.dialect.bem;

import io.annals.api.context.Caller;
import io.annals.api.context.RequestContext;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.WorkflowRef;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request: who asks, and in which environment.
 *
 * @param namespace the environment: the key's own, but where a copy goes to another one
 */
record BemCall(HttpServletRequest request, Caller caller, String namespace) {
  private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
  private static final int LONGEST_SOURCE = 256;
  private static final int MOST = 100;
  private static final int USUAL = 50;

  static BemCall of(HttpServletRequest request) {
    if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
      return new BemCall(request, caller, caller.defaultNamespace());
    }
    throw ProblemException.of(
        ProblemType.UNAUTHENTICATED, "Send a key of this registry as 'x-api-key: KEY'.");
  }

  /** The same request in the environment that a copy goes to; its own where none is told. */
  BemCall towards(@Nullable String environment) {
    if (environment == null) {
      return this;
    }
    if (!ENVIRONMENT.matcher(environment).matches()) {
      throw BemException.malformed(
          "targetEnvironment", "Must be 1 to 128 characters of A-Z, a-z, 0-9, '_', '.' and '-'.");
    }
    if (!caller.reaches(environment)) {
      throw BemException.malformed(
          "targetEnvironment", "The key does not reach the environment " + environment + ".");
    }
    return new BemCall(request, caller, environment);
  }

  FunctionRef function(String idOrName) {
    return new FunctionRef(idOrName, namespace(), namespace());
  }

  WorkflowRef workflow(String idOrName) {
    return new WorkflowRef(idOrName, namespace(), namespace());
  }

  RequestContext context() {
    String source = request.getHeader("User-Agent");
    String id = request.getHeader("X-Request-Id");
    return new RequestContext(
        caller.principal(),
        "bem",
        id == null || id.isBlank() || id.length() > 128 ? UUID.randomUUID().toString() : id,
        source == null || source.length() <= LONGEST_SOURCE
            ? source
            : source.substring(0, LONGEST_SOURCE),
        null);
  }

  @Nullable String parameter(String name) {
    return request.getParameter(name);
  }

  /** A comma-joined list, null where it is absent. */
  @Nullable List<String> list(String name) {
    String text = parameter(name);
    if (text == null) {
      return null;
    }
    List<String> items =
        Arrays.stream(text.split(",", -1)).map(String::strip).filter(i -> !i.isEmpty()).toList();
    if (items.isEmpty()) {
      throw BemException.malformed(name, "Must have at least one item.");
    }
    return items;
  }

  int limit() {
    String text = parameter("limit");
    if (text == null) {
      return USUAL;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Refused below, as one that is out of range.
    }
    throw BemException.malformed("limit", "Must be a whole number from 1 to " + MOST + ".");
  }

  /** Whether the order is the other way round than usual. */
  boolean descending(boolean usually) {
    String order = parameter("sortOrder");
    if (order == null) {
      return usually;
    }
    if (!order.equals("asc") && !order.equals("desc")) {
      throw BemException.malformed("sortOrder", "Must be asc or desc.");
    }
    return order.equals("desc");
  }
}
