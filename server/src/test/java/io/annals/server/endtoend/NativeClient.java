package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The native API as a program uses it. Thread-safe; calls are not. */
final class NativeClient {
  static final JsonMapper JSON = JsonMapper.builder().build();

  /** How long a client waits that nothing else was said to. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "client");
            thread.setDaemon(true);
            return thread;
          });

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(THREADS).build();
  private final String server;
  private final @Nullable String key;
  private final Duration patience;

  /**
   * @param key the credential, null for none
   */
  NativeClient(int port, @Nullable String key) {
    this(port, key, PATIENCE);
  }

  /**
   * @param key the credential, null for none
   * @param patience how long to wait for an answer
   */
  NativeClient(int port, @Nullable String key, Duration patience) {
    this("localhost", port, key, patience);
  }

  /**
   * @param host where the server is
   * @param key the credential, null for none
   * @param patience how long to wait for an answer
   */
  NativeClient(String host, int port, @Nullable String key, Duration patience) {
    this.server = "http://" + host + ":" + port;
    this.key = key;
    this.patience = patience;
  }

  /** What came back. */
  record Answer(int status, HttpHeaders headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      return JSON.readTree(body);
    }

    /** A text member by its dotted path, empty where it is missing. */
    String text(String path) {
      return json().at("/" + path.replace('.', '/')).asString("");
    }

    long number(String path) {
      return json().at("/" + path.replace('.', '/')).asLong();
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** The answer itself, if its status is the one expected. */
    Answer is(int expected) {
      assertThat(status).as("status of %s", this).isEqualTo(expected);
      return this;
    }

    /** The answer itself, if it says that all went well. */
    Answer ok() {
      assertThat(status).as("status of %s", this).isBetween(200, 299);
      return this;
    }

    @Override
    public String toString() {
      String text = text();
      return status + " " + (text.length() > 600 ? text.substring(0, 600) + "..." : text);
    }
  }

  Answer get(String path) {
    return call("GET", path).answer();
  }

  Answer post(String path, Object body) {
    return call("POST", path).json(body).answer();
  }

  Answer post(String path) {
    return call("POST", path).answer();
  }

  Answer patch(String path, Object body) {
    return call("PATCH", path).json(body).answer();
  }

  Answer put(String path, Object body) {
    return call("PUT", path).json(body).answer();
  }

  Answer delete(String path) {
    return call("DELETE", path).answer();
  }

  /** Replays the views of the registry, and waits until it is over. Answers with the operation. */
  JsonNode replay() {
    return replay("registry");
  }

  /** The same with any projection. */
  JsonNode replay(String projection) {
    Answer begun = post("/v1/admin/projections/" + projection + ":replay").is(202);
    String id = begun.text("id");
    assertThat(begun.header("Location")).isEqualTo("/v1/operations/" + id);
    JsonNode over = get("/v1/operations/" + id + ":wait?timeout=60").is(200).json();
    assertThat(over.path("done").asBoolean()).as("done: %s", over).isTrue();
    assertThat(over.has("error")).as("error: %s", over).isFalse();
    return over;
  }

  /** Creates a function and waits until it is visible. Answers with the function. */
  JsonNode create(Map<String, ?> body) {
    return visible(call("POST", "/v1/functions").json(body)).path("response");
  }

  /** Makes the change and waits until it is visible. Answers with the operation. */
  JsonNode visible(Call change) {
    JsonNode operation = change.header("Prefer", "wait=30").answer().is(200).json();
    assertThat(operation.path("done").asBoolean()).as("done: %s", operation).isTrue();
    assertThat(operation.has("error")).as("no error: %s", operation).isFalse();
    return operation;
  }

  /** Waits until an operation is done, and answers with it. */
  JsonNode await(String operation) {
    JsonNode found = post("/v1/operations/" + operation + ":wait?timeout=30s").is(200).json();
    assertThat(found.path("done").asBoolean()).as("done: %s", found).isTrue();
    return found;
  }

  /** All members of a list, page by page. */
  List<JsonNode> all(String path, String member, int pageSize) {
    List<JsonNode> members = new ArrayList<>();
    String token = "";
    do {
      String page =
          path
              + (path.contains("?") ? "&" : "?")
              + "pageSize="
              + pageSize
              + (token.isEmpty() ? "" : "&pageToken=" + encoded(token));
      Answer answer = get(page).is(200);
      answer.json().path(member).forEach(members::add);
      token = answer.text("nextPageToken");
    } while (!token.isEmpty());
    return members;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Call call(String method, String path) {
    return new Call(method, path);
  }

  /** One request in the making. */
  final class Call {
    private final String method;
    private final String path;
    private final HttpRequest.Builder request;
    private BodyPublisher body = BodyPublishers.noBody();

    private Call(String method, String path) {
      this.method = method;
      this.path = path;
      this.request = HttpRequest.newBuilder(URI.create(server + path)).timeout(patience);
      if (key != null) {
        request.header("Authorization", "Bearer " + key);
      }
    }

    Call header(String name, String value) {
      request.setHeader(name, value);
      return this;
    }

    Call json(Object value) {
      return body("application/json", JSON.writeValueAsBytes(value));
    }

    /** A body as it is. */
    Call body(String contentType, byte[] content) {
      body = BodyPublishers.ofByteArray(content);
      return header("Content-Type", contentType);
    }

    /** A body of unknown length, sent in chunks. */
    Call chunks(String contentType, java.io.InputStream content) {
      body = BodyPublishers.ofInputStream(() -> content);
      return header("Content-Type", contentType);
    }

    Answer answer() {
      try {
        return send();
      } catch (IOException e) {
        throw new UncheckedIOException(this + " failed", e);
      }
    }

    /**
     * Sends it.
     *
     * @throws IOException if the answer was lost, or the request did not arrive
     */
    Answer send() throws IOException {
      try {
        HttpResponse<byte[]> response =
            http.send(request.method(method, body).build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers(), response.body());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }
}
