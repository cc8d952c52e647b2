package io.annals.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.annals.benchmarks.HttpConnection.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
  private HttpServer server;

  /** Answers with what it was sent; to /chunked without a length, to /last and no more. */
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Prefer")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] answer = body.getBytes(StandardCharsets.UTF_8);
          boolean chunked = exchange.getRequestURI().getPath().equals("/chunked");
          if (exchange.getRequestURI().getPath().equals("/last")) {
            exchange.getResponseHeaders().set("Connection", "close");
          }
          exchange.sendResponseHeaders(202, chunked ? 0 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void readsAnswersWithALengthAndInChunksOverOneConnection() throws IOException {
    Map<String, String> headers = Map.of("Prefer", "respond-async");
    try (HttpConnection connection = HttpConnection.open(server.getAddress().getPort())) {
      Answer first = connection.exchange("PATCH", "/", headers, "{\"é\":1}");
      Answer second = connection.exchange("POST", "/chunked", headers, "{}");

      assertThat(first).isEqualTo(new Answer(202, "PATCH respond-async {\"é\":1}"));
      assertThat(second).isEqualTo(new Answer(202, "POST respond-async {}"));
      assertThat(first.good()).isTrue();
    }
  }

  @Test
  void opensAnotherConnectionWhenTheServerHasEnoughOfThisOne() throws IOException {
    try (HttpConnection connection = HttpConnection.open(server.getAddress().getPort())) {
      connection.exchange("GET", "/last", Map.of(), "");

      assertThat(connection.exchange("GET", "/", Map.of(), "").good()).isTrue();
    }
  }
}
