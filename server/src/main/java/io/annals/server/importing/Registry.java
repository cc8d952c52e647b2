package io.annals.server.importing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A running registry, spoken to in its native API. Thread-safe. */
public final class Registry {
  /** The most often that a busy registry is asked again. */
  private static final int TRIES = 5;

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI server;
  private final String key;
  private final String namespace;

  /**
   * @param server such as {@code http://localhost:8080}
   * @param key a credential
   * @param namespace where functions are looked up and created
   */
  public Registry(URI server, String key, String namespace) {
    this.server = server;
    this.key = key;
    this.namespace = namespace;
  }

  /** The function of that name, empty where there is none. */
  Optional<JsonNode> function(String name) throws ImportException {
    return get("/v1/functions/" + name);
  }

  /** A revision, empty where there is none. */
  Optional<JsonNode> revision(String functionId, String revisionId) throws ImportException {
    return get("/v1/functions/" + functionId + "/revisions/" + revisionId);
  }

  /** Creates a function and waits until it is visible. False where the name is taken. */
  boolean create(Map<String, Object> body) throws ImportException {
    HttpResponse<String> response = send("POST", "/v1/functions", body);
    if (response.statusCode() == 409) {
      return false;
    }
    requireSuccess(response);
    return true;
  }

  /** Changes a function and waits until the change is visible. */
  void update(String functionId, Map<String, Object> body) throws ImportException {
    requireSuccess(send("PATCH", "/v1/functions/" + functionId, body));
  }

  private Optional<JsonNode> get(String path) throws ImportException {
    HttpResponse<String> response = send("GET", path, Map.of());
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    requireSuccess(response);
    return Optional.of(JSON.readTree(response.body()));
  }

  private HttpResponse<String> send(String method, String path, Map<String, Object> body)
      throws ImportException {
    String query = "?namespace=" + URLEncoder.encode(namespace, StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path + query))
            .timeout(Duration.ofMinutes(2))
            .header("Authorization", "Bearer " + key)
            .header("User-Agent", "annals-import")
            .header("Prefer", "wait=30");
    if (body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }
    try {
      for (int attempt = 1; ; attempt++) {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != 503 || attempt == TRIES) {
          return response;
        }
        Thread.sleep(1000 * response.headers().firstValueAsLong("Retry-After").orElse(1));
      }
    } catch (ConnectException e) {
      throw new ImportException(
          "no registry answers at "
              + server
              + "; start one with './annals serve' or name it with"
              + " --server",
          e);
    } catch (IOException e) {
      throw new ImportException("the connection to " + server + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImportException("interrupted", e);
    }
  }

  private static void requireSuccess(HttpResponse<String> response) throws ImportException {
    if (response.statusCode() / 100 == 2) {
      return;
    }
    if (response.statusCode() == 401) {
      throw new ImportException(
          "the registry does not know the key; set ANNALS_KEY, or name the data folder with --data",
          null);
    }
    String detail;
    try {
      detail = JSON.readTree(response.body()).path("detail").asString("");
    } catch (JacksonException e) {
      detail = "";
    }
    throw new ImportException(
        "the registry answered " + response.statusCode() + (detail.isEmpty() ? "" : ": " + detail),
        null);
  }
}
