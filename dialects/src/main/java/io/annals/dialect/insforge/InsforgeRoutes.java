package io.annals.dialect.insforge;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;

/**
 * Finds the route of a request and takes it through the vendor's order of checks: the body can be
 * read, the credential is good, the limit is not passed; then the route looks at the rest. Paths
 * are matched here because their words count in any case, which Spring can only have for all of an
 * application.
 */
final class InsforgeRoutes implements HandlerMapping, Ordered {
  /** Below these, who asks is checked before there is no such endpoint. */
  private static final Set<String> GUARDED = Set.of("logs", "metadata", "schedules");

  private final List<Route> routes;
  private final Authentication authentication;
  private final Limiter writes;

  InsforgeRoutes(List<Route> routes, Authentication authentication, Limiter writes) {
    this.routes = List.copyOf(routes);
    this.authentication = authentication;
    this.writes = writes;
  }

  @Override
  public int getOrder() {
    return -10;
  }

  @Override
  public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request) {
    return InsforgeErrors.speaksOf(request.getRequestURI())
        ? new HandlerExecutionChain((HttpRequestHandler) this::handle)
        : null;
  }

  private void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (request.getMethod().equals("OPTIONS")) {
      Wire.preflight(request, response);
      return;
    }
    Map<String, String> limits = new LinkedHashMap<>();
    Answer answer;
    try {
      answer = answer(request, response, limits);
    } catch (Exception e) {
      answer = InsforgeErrors.of(e).answer();
    }
    Wire.write(request, response, answer.with(limits));
  }

  private Answer answer(
      HttpServletRequest request, HttpServletResponse response, Map<String, String> limits)
      throws IOException {
    List<String> segments = segments(request.getRequestURI());
    Route route = null;
    for (Route candidate : routes) {
      if (candidate.matches(request.getMethod(), segments)) {
        route = candidate;
        break;
      }
    }
    if (route == null) {
      if (segments.size() > 1 && GUARDED.contains(segments.get(1).toLowerCase(Locale.ROOT))) {
        authentication.administrator(request);
      }
      throw Refusal.noEndpoint(url(request));
    }
    String pattern = route.pattern();
    ServerHttpObservationFilter.findObservationContext(request)
        .ifPresent(context -> context.setPathPattern(pattern));
    Identity identity = null;
    Refusal refused = null;
    if (route.access() != Route.Access.ANYBODY) {
      try {
        identity = authentication.administrator(request);
      } catch (Refusal e) {
        refused = e;
      }
    }
    JsonNode body = route.readsBody() ? body(request, identity, refused) : null;
    if (refused != null) {
      throw refused;
    }
    if (identity != null && route.access() == Route.Access.KEY && !identity.byKey()) {
      throw Refusal.wrongKey();
    }
    if (route.limited() && !writes.isOff()) {
      count(request, limits);
    }
    String id = Exchange.requestId(response.getHeader("X-Request-Id"));
    return route
        .handler()
        .answer(new Exchange(request, id, route.variable(segments), identity, body));
  }

  /** Bad JSON is told before a bad credential, but not much is read for a stranger. */
  private static JsonNode body(
      HttpServletRequest request, @Nullable Identity identity, @Nullable Refusal refused)
      throws IOException {
    int most = identity == null ? Body.LARGEST_OF_A_STRANGER : Body.LARGEST;
    try {
      return Body.read(request, most);
    } catch (ProblemException e) {
      throw refused != null && e.type() == ProblemType.PAYLOAD_TOO_LARGE ? refused : e;
    }
  }

  private void count(HttpServletRequest request, Map<String, String> limits) {
    Limiter.State state = writes.count(request.getRemoteAddr());
    limits.putAll(state.headers());
    if (!state.allowed()) {
      throw Refusal.of(
          429,
          "TOO_MANY_REQUESTS",
          "Too many functions write requests. Please wait a few minutes and try again.");
    }
  }

  /** The decoded segments; one slash at the end counts for nothing. */
  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      try {
        segments.add(UriUtils.decode(segment, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw Refusal.invalid("Failed to decode param '" + segment + "'");
      }
    }
    if (segments.get(segments.size() - 1).isEmpty()) {
      segments.remove(segments.size() - 1);
    }
    return segments;
  }

  private static String url(HttpServletRequest request) {
    String query = request.getQueryString();
    return request.getRequestURI() + (query == null ? "" : "?" + query);
  }
}
