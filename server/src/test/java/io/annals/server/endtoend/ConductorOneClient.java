package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.endtoend.NativeClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The ConductorOne dialect as its SDKs use it. */
final class ConductorOneClient {
  private final NativeClient http;

  ConductorOneClient(RunningServer server, @Nullable String token) {
    this.http = server.clientWith(token);
  }

  static Map<String, Object> body(Object... entries) {
    Map<String, Object> body = new HashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      body.put((String) entries[i], entries[i + 1]);
    }
    return body;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * As the SDKs send it: every POST and DELETE has the content type, an empty cookie goes along.
   */
  Answer call(String method, String path, @Nullable Object body) {
    NativeClient.Call call = http.call(method, path).header("cookie", "");
    if (body != null) {
      call.json(body);
    } else if (!method.equals("GET")) {
      call.body("application/json", new byte[0]);
    }
    return call.answer();
  }

  Answer get(String path) {
    return call("GET", path, null);
  }

  Answer post(String path, @Nullable Object body) {
    return call("POST", path, body);
  }

  /** A success: 200, an object, and nowhere a null. */
  static JsonNode ok(Answer answer) {
    answer.is(200);
    assertThat(answer.header("content-type")).startsWith("application/json");
    assertThat(answer.text()).startsWith("{").doesNotContain("null");
    return answer.json();
  }

  static void isError(Answer answer, int status, int code) {
    answer.is(status);
    assertThat(answer.number("code")).as("code of %s", answer).isEqualTo(code);
    assertThat(answer.text("message")).isNotEmpty();
    assertThat(answer.json().path("details").isArray()).isTrue();
  }

  JsonNode created(Object... entries) {
    Map<String, Object> request = body(entries);
    request.putIfAbsent("displayName", "f-" + UUID.randomUUID());
    request.putIfAbsent("functionType", "FUNCTION_TYPE_ANY");
    return ok(post("/api/v1/functions", request));
  }

  /** A function with one file; answers with the function. */
  JsonNode coded(String code) {
    return created("initialContent", Map.of("main.ts", base64(code)), "commitMessage", "first")
        .path("function");
  }

  JsonNode function(String id) {
    return ok(get("/api/v1/functions/" + id)).path("function");
  }

  Answer update(Object function, @Nullable Object mask, Object... more) {
    Map<String, Object> request = body(more);
    request.put("function", function);
    if (mask != null) {
      request.put("updateMask", mask);
    }
    return post("/api/v1/functions/update", request);
  }

  JsonNode updated(Object function, @Nullable Object mask, Object... more) {
    return ok(update(function, mask, more)).path("function");
  }
}
