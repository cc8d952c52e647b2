package io.annals.server.operating;

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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The projections and jobs of a running registry, over HTTP. Thread-safe. */
public final class RunningRegistry {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI server;
  private final String key;

  /**
   * @param server such as {@code http://localhost:8080}
   * @param key one that reaches all namespaces
   */
  public RunningRegistry(URI server, String key) {
    this.server = server;
    this.key = key;
  }

  /** All projections, as the registry lists them. */
  public JsonNode projections() throws OperatorException {
    return send("GET", "/v1/admin/projections").path("projections");
  }

  /** Begins a replay, and answers with its operation. */
  public JsonNode replay(String projection) throws OperatorException {
    return send("POST", "/v1/admin/projections/" + encoded(projection) + ":replay");
  }

  /** The operation when it is over, or as it is after a second. */
  public JsonNode await(String operation) throws OperatorException {
    return send("GET", "/v1/operations/" + encoded(operation) + ":wait?timeout=1");
  }

  /** Asks for the end of an operation, and answers with it as it is then. */
  public JsonNode cancel(String operation) throws OperatorException {
    return send("POST", "/v1/operations/" + encoded(operation) + ":cancel");
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(String method, String path) throws OperatorException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(Duration.ofMinutes(1))
            .header("Authorization", "Bearer " + key)
            .header("User-Agent", "annals-replay")
            .method(method, BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
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
