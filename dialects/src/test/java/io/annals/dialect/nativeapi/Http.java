package io.annals.dialect.nativeapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the test server. */
final class Http {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final JsonMapper JSON = new JsonMapper();

  private Http() {}

  /** An answer with its body. */
  record Answer(HttpResponse<byte[]> raw) {
    int status() {
      return raw.statusCode();
    }

    @Nullable String header(String name) {
      return raw.headers().firstValue(name).orElse(null);
    }

    String text() {
      return new String(raw.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      return JSON.readTree(raw.body());
    }

    String detail() {
      return json().path("detail").asString("");
    }

    String violated() {
      return json().path("violations").path(0).path("field").asString("");
    }
  }

  static Answer get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  static Answer delete(String path, String... headers) {
    return send("DELETE", path, BodyPublishers.noBody(), headers);
  }

  static Answer post(String path, String body, String... headers) {
    return send("POST", path, BodyPublishers.ofString(body), json(headers));
  }

  static Answer put(String path, String body, String... headers) {
    return send("PUT", path, BodyPublishers.ofString(body), json(headers));
  }

  static Answer patch(String path, String body, String... headers) {
    return send("PATCH", path, BodyPublishers.ofString(body), json(headers));
  }

  static Answer send(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + Server.port() + path))
            .method(method, body);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return new Answer(CLIENT.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String[] json(String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      if (headers[i].equalsIgnoreCase("Content-Type")) {
        return headers;
      }
    }
    String[] more = Arrays.copyOf(headers, headers.length + 2);
    more[headers.length] = "Content-Type";
    more[headers.length + 1] = "application/json";
    return more;
  }
}
