package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the Yandex dialect by plain HTTP, and a folder of its own for each test. */
abstract class YandexRestCase {
  @RegisterExtension static final SharedServers SERVERS = new SharedServers();

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  final String folder = "folder-" + UUID.randomUUID();

  record Answer(int status, HttpResponse<String> response) {
    JsonNode json() {
      return JSON.readTree(response.body());
    }

    Answer is(int expected) {
      assertThat(status).as(response.body()).isEqualTo(expected);
      return this;
    }
  }

  static Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + SERVERS.on(Store.SQLITE).port() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + Place.KEY);
    if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode done(Answer answer) {
    JsonNode begun = answer.is(200).json();
    return begun.get("done").booleanValue()
        ? begun
        : org.awaitility.Awaitility.await("done")
            .pollInterval(java.time.Duration.ofMillis(20))
            .until(
                () -> send("GET", "/operations/" + begun.get("id").asString(), "").is(200).json(),
                operation -> operation.get("done").booleanValue());
  }

  JsonNode create(String name) {
    String body =
        """
        {"folderId": "%s", "name": "%s", "description": "first", "labels": {"env": "prod"}}"""
            .formatted(folder, name);
    return done(send("POST", "/functions/v1/functions", body)).get("response");
  }
}
