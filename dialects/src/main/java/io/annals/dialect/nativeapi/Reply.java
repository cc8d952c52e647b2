package io.annals.dialect.nativeapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route answers with.
 *
 * @param body a resource, written as JSON; null for none
 */
record Reply(int status, @Nullable Object body, Map<String, String> headers) {

  static Reply ok(Object body) {
    return new Reply(200, body, Map.of());
  }

  /** A list in the native shape: the items under their name, and where it goes on. */
  static Reply list(String name, List<?> items, @Nullable String nextPageToken) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(name, items);
    if (nextPageToken != null) {
      body.put("nextPageToken", nextPageToken);
    }
    return ok(body);
  }
}
