package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.endtoend.NativeClient.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

  static String fresh() {
    return "f-" + UUID.randomUUID().toString().substring(0, 8);
  }

  static Map<String, Object> body(Object... entries) {
    Map<String, Object> body = new HashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      body.put((String) entries[i], entries[i + 1]);
    }
    return body;
  }

  static void isError(Answer answer, int status) {
    answer.is(status);
    assertThat(answer.text("message")).isNotEmpty();
    assertThat(answer.number("code")).isEqualTo(status);
  }

  static Map<String, Object> node(String function, String name) {
    return body("name", name, "function", Map.of("name", function));
  }

  static Map<String, Object> graph(String name, String function) {
    return body(
        "name",
        name,
        "mainNodeName",
        "a",
        "nodes",
        List.of(node(function, "a")),
        "edges",
        List.of());
  }

  /** Creates a function, and answers its name. */
  String created(String type, Object... entries) {
    String name = fresh();
    Map<String, Object> body = body(entries);
    body.put("functionName", name);
    body.put("type", type);
    function(body);
    return name;
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
