package io.annals.server.endtoend;

import io.annals.server.endtoend.NativeClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The bem dialect as its SDKs use it. */
final class BemClient {
  private final NativeClient http;

  BemClient(RunningServer server) {
    this.http = server.clientWith(null);
  }

  Answer call(String method, String path) {
    return http.call(method, path).header("x-api-key", Place.KEY).answer();
  }

  Answer call(String method, String path, Object body) {
    return http.call(method, path).header("x-api-key", Place.KEY).json(body).answer();
  }

  Answer get(String path) {
    return call("GET", path);
  }

  JsonNode function(Map<String, ?> body) {
    return call("POST", "/v3/functions", body).is(200).json().path("function");
  }

  JsonNode workflow(Map<String, ?> body) {
    return call("POST", "/v3/workflows", body).is(200).json().path("workflow");
  }

  /** As the SDKs do: until a page is empty. */
  List<JsonNode> all(String path, String member, String id, int limit) {
    List<JsonNode> all = new ArrayList<>();
    String cursor = "";
    while (true) {
      JsonNode page =
          get(path + (path.contains("?") ? "&" : "?") + "limit=" + limit + cursor)
              .is(200)
              .json()
              .path(member);
      if (page.isEmpty()) {
        return all;
      }
      page.forEach(all::add);
      cursor = "&startingAfter=" + page.path(page.size() - 1).path(id).asString();
    }
  }
}
