package io.annals.dialect.insforge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What answers one kind of request.
 *
 * @param method {@code *} for any
 * @param path its segments; {@code *} stands for any one
 * @param access who may
 * @param limited whether it counts for the limit of changes
 */
record Route(String method, List<String> path, Access access, boolean limited, Handler handler) {
  private static final String ANY = "*";

  /** Who may use a route. */
  enum Access {
    ANYBODY,
    ADMINISTRATOR,
    KEY
  }

  /** Answers an exchange. */
  interface Handler {
    Answer answer(Exchange exchange);
  }

  static Route of(String method, String path, Access access, Handler handler) {
    return new Route(method, List.of(path.substring(1).split("/")), access, false, handler);
  }

  Route counted() {
    return new Route(method, path, access, true, handler);
  }

  boolean readsBody() {
    return method.equals("POST") || method.equals("PUT");
  }

  /** Whether it answers; the words of a path count in any case. HEAD goes where GET does. */
  boolean matches(String asked, List<String> segments) {
    String effective = asked.equals("HEAD") ? "GET" : asked;
    if (!method.equals(ANY) && !method.equals(effective) || path.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      if (!path.get(i).equals(ANY) && !path.get(i).equalsIgnoreCase(segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The segment that the route leaves open. */
  @Nullable String variable(List<String> segments) {
    int open = path.lastIndexOf(ANY);
    return open < 0 ? null : segments.get(open);
  }

  /** The path as metrics tell it. */
  String pattern() {
    return "/" + String.join("/", path);
  }
}
