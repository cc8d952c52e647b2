package io.annals.dialect.nativeapi;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.api.log.RecordedEvent;
import io.annals.dialect.nativeapi.feed.EventFeed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Clients of the feed that take less than there is. */
class SlowReaderTest {
  private static final int EVENTS = 100_000;
  private static final int EVENT_BYTES = 1_000;

  /** What the sockets of both sides may hold, two pages, and the server's own buffers. */
  private static final int AHEAD_BYTES = 12 << 20;

  private final FakeLog log = Server.LOG;
  private ConfigurableApplicationContext server = Server.another(Duration.ofSeconds(2));

  @BeforeEach
  void fill() {
    log.reset();
    String payload = "{\"text\":\"" + "x".repeat(EVENT_BYTES) + "\"}";
    List<RecordedEvent> events = new ArrayList<>();
    for (int p = 1; p <= EVENTS; p++) {
      events.add(
          new RecordedEvent(
              p,
              "s",
              p - 1,
              "Function",
              "e" + p,
              "AliasSet",
              "1",
              "2026-01-31T12:00:00Z",
              payload,
              "{}"));
    }
    log.addAll(events);
  }

  @AfterEach
  void stop() {
    server.close();
    log.reset();
  }

  private EventFeed feed() {
    return server.getBean(EventFeed.class);
  }

  private Socket open(String accept) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8 << 10);
    int port = Integer.parseInt(server.getEnvironment().getRequiredProperty("local.server.port"));
    socket.connect(new InetSocketAddress("localhost", port));
    socket
        .getOutputStream()
        .write(
            ("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-ndjson", "text/event-stream"})
  void whoReadsNothingIsNotReadAheadForAndIsCutOff(String accept) throws IOException {
    try (Socket socket = open(accept)) {
      await().until(() -> feed().openStreams() == 1);

      await().atMost(20, SECONDS).until(() -> feed().openStreams() == 0);

      assertThat(log.read() * EVENT_BYTES).isBetween(1L, (long) AHEAD_BYTES);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void whoReadsSlowlyIsReadForAsItReads() throws IOException {
    try (Socket socket = open("application/x-ndjson")) {
      long taken = 0;
      byte[] some = new byte[64 << 10];
      while (taken < 3 * AHEAD_BYTES) {
        int read = socket.getInputStream().read(some);
        assertThat(read).isPositive();
        taken += read;
        assertThat(log.read() * EVENT_BYTES - taken).isLessThan(AHEAD_BYTES);
      }
      assertThat(log.read()).isLessThan(EVENTS);
    }
    // Who went away is noticed by the next write.
    await().atMost(10, SECONDS).until(() -> feed().openStreams() == 0);
  }
}
