package io.annals.server.verifying;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A running registry as a stranger with a key sees it. Thread-safe. Every method throws {@link
 * UnverifiableException} where it does not answer.
 */
public final class RemoteRegistry {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;
  private final String key;

  public RemoteRegistry(URI address, String key) {
    this.address = address;
    this.key = key;
  }

  URI address() {
    return address;
  }

  String text(String path) {
    HttpResponse<byte[]> answer = get(path, "*/*", BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw refused(path, answer.statusCode());
    }
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** What is at a path; empty where nothing is, or the key may not see it. */
  Optional<byte[]> bytes(String path) {
    HttpResponse<byte[]> answer = get(path, "*/*", BodyHandlers.ofByteArray());
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(answer.body());
      case 403, 404 -> Optional.empty();
      default -> throw refused(path, answer.statusCode());
    };
  }

  /**
   * Passes the events of the feed, a line for each.
   *
   * @param last the position to end at
   * @param each ends it by answering with something
   * @return what it answered with
   */
  <T> Optional<T> events(long last, Function<String, Optional<T>> each) {
    String path = "/v1/events?after=0&through=" + last;
    HttpResponse<InputStream> answer =
        get(path, "application/x-ndjson", BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      if (answer.statusCode() != 200) {
        throw refused(path, answer.statusCode());
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          continue;
        }
        Optional<T> end = each.apply(line);
        if (end.isPresent()) {
          return end;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UnverifiableException("the feed of " + address + " broke off; verify again", e);
    }
  }

  private <T> HttpResponse<T> get(String path, String accept, HttpResponse.BodyHandler<T> handler) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .header("Accept", accept)
            .build();
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new UnverifiableException("no registry answers at " + address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnverifiableException("interrupted", e);
    }
  }

  private UnverifiableException refused(String path, int status) {
    String why =
        status == 401
            ? "does not know the key; set ANNALS_KEY"
            : "answered " + status + " to " + path;
    return new UnverifiableException(address + " " + why, null);
  }
}
