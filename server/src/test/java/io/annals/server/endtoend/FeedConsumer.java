package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that follows the feed and remembers what it got and how far it came. It can be cut off
 * after any byte, and comes back to any server. Not thread-safe.
 */
final class FeedConsumer {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String path;
  private final boolean messages;
  private final List<RecordedEvent> got = new ArrayList<>();
  private final String last;
  private String position = "0";
  private boolean ended;
  private int connections;

  private FeedConsumer(String path, boolean messages, String last) {
    this.path = path;
    this.messages = messages;
    this.last = last;
  }

  /**
   * Of lines.
   *
   * @param last a text in the last event that it waits for
   */
  static FeedConsumer ofLines(String path, String last) {
    return new FeedConsumer(path + (path.contains("?") ? "&" : "?") + "follow=true", false, last);
  }

  /** Of server-sent events. */
  static FeedConsumer ofMessages(String path, String last) {
    return new FeedConsumer(path, true, last);
  }

  List<RecordedEvent> got() {
    return got;
  }

  /** Whether it has seen the last event. */
  boolean ended() {
    return ended;
  }

  int connections() {
    return connections;
  }

  /**
   * Comes back and reads so many bytes, then tears the connection down; what stands incomplete is
   * lost.
   *
   * @return false if the server had no place for it
   */
  boolean read(int port, long bytes) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Authorization", "Bearer " + Place.KEY)
            .header("Accept", messages ? "text/event-stream" : "application/x-ndjson")
            .header("Last-Event-ID", position)
            .build();
    HttpResponse<InputStream> response = HTTP.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() == 503) {
        return false;
      }
      assertThat(response.statusCode()).isEqualTo(200);
      connections++;
      consume(body, bytes);
      return true;
    }
  }

  private void consume(InputStream body, long bytes) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    String id = position;
    String data = "";
    for (long i = 0; i < bytes && !ended; i++) {
      int c = body.read();
      if (c < 0) {
        return;
      }
      if (c != '\n') {
        line.write(c);
        continue;
      }
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      if (!messages) {
        if (!text.isEmpty()) {
          take(text);
        }
      } else if (text.startsWith("id: ")) {
        id = text.substring("id: ".length());
      } else if (text.startsWith("data: ")) {
        data = text.substring("data: ".length());
      } else if (text.isEmpty()) {
        if (!data.isEmpty()) {
          take(data);
          assertThat(position).isEqualTo(id);
        }
        position = id;
        data = "";
      }
    }
  }

  private void take(String json) {
    RecordedEvent event = CloudEventJson.read(json);
    got.add(event);
    position = Long.toString(event.position());
    ended = json.contains(last);
  }
}
