package io.annals.server.access;

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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The clients of a running registry, spoken to over HTTP with its root key. */
public final class KeyRegistry {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI server;
  private final String key;

  public KeyRegistry(URI server, String key) {
    this.server = server;
    this.key = key;
  }

  /** What the registry refused, or why it was not reached; the message is for the operator. */
  public static final class KeyException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  public void add(ClientSecret client, String namespace) throws KeyException {
    send(
        "POST",
        "/admin/keys",
        Map.of(
            "clientId",
            client.clientId(),
            "namespace",
            namespace,
            "publicKey",
            client.publicKey()));
  }

  /** The clients, as the registry lists them. */
  public JsonNode list() throws KeyException {
    return send("GET", "/admin/keys", Map.of()).path("keys");
  }

  public void revoke(String clientId) throws KeyException {
    send("POST", "/admin/keys/revoke", Map.of("clientId", clientId));
  }

  private JsonNode send(String method, String path, Map<String, String> body) throws KeyException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 == 2) {
        return JSON.readTree(response.body());
      }
      throw new KeyException(refusal(response), null);
    } catch (ConnectException e) {
      throw new KeyException(
          "no registry answers at "
              + server
              + "; start one with './annals serve' or name it with --server",
          e);
    } catch (IOException e) {
      throw new KeyException("the connection to " + server + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyException("interrupted", e);
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
