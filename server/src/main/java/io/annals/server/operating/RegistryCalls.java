package io.annals.server.operating;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An operator's calls of a running registry, over HTTP with a key. Thread-safe. */
public final class RegistryCalls {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI server;
  private final String key;
  private final String agent;
  private final Duration patience;

  /**
   * @param server such as {@code http://localhost:8080}
   * @param agent what calls, as the registry is to see it
   * @param patience how long to wait for an answer
   */
  public RegistryCalls(URI server, String key, String agent, Duration patience) {
    this.server = server;
    this.key = key;
    this.agent = agent;
    this.patience = patience;
  }

  /** Sends a request without a body, and answers with what came back. */
  public JsonNode send(String method, String path) throws OperatorException {
    return send(method, path, Map.of());
  }

  /**
   * Sends a request, and answers with what came back.
   *
   * @param body members of the body; empty for no body
   * @throws OperatorException if it is refused, or no registry answers
   */
  public JsonNode send(String method, String path, Map<String, String> body)
      throws OperatorException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(patience)
            .header("Authorization", "Bearer " + key)
            .header("User-Agent", agent);
    if (body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() / 100 == 2) {
        return JSON.readTree(response.body());
      }
      throw new OperatorException(refusal(response), null);
    } catch (ConnectException e) {
      throw new OperatorException(
          "no registry answers at "
              + server
              + "; start one with './annals serve' or name it with --server",
          e);
    } catch (IOException e) {
      throw new OperatorException("the connection to " + server + " failed: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new OperatorException("what answers at " + server + " is no registry", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperatorException("interrupted", e);
    }
  }

  private static String refusal(HttpResponse<String> response) {
    if (response.statusCode() == 401) {
      return "the registry does not know the key; set ANNALS_KEY, or name the data folder with"
          + " --data";
    }
    try {
      String detail = JSON.readTree(response.body()).path("detail").asString("");
      if (!detail.isEmpty()) {
        return detail;
      }
    } catch (JacksonException e) {
      // No words of the registry's.
    }
    return "the registry answered " + response.statusCode();
  }
}
