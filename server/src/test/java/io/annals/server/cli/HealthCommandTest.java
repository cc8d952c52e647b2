package io.annals.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.annals.server.operating.HealthCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code annals health} in front of something that answers as a registry may. */
class HealthCommandTest {
  private final Deque<Integer> answers = new ArrayDeque<>();
  private HttpServer registry;

  @BeforeEach
  void listen() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(answers.size() > 1 ? answers.remove() : answers.peek(), -1);
          exchange.close();
        });
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  private int health(String... more) {
    CommandLine command = new CommandLine(new HealthCommand());
    String[] arguments = new String[more.length + 2];
    arguments[0] = "--port";
    arguments[1] = Integer.toString(registry.getAddress().getPort());
    System.arraycopy(more, 0, arguments, 2, more.length);
    return command.execute(arguments);
  }

  @Test
  void aReadyRegistryIsAnsweredWithZero() {
    answers.add(200);

    assertThat(health()).isZero();
  }

  @Test
  void aRegistryThatIsNotReadyIsAnsweredWithOneAtOnce() {
    answers.addAll(List.of(503, 200));

    assertThat(health()).isEqualTo(1);
  }

  @Test
  void waitingEndsAsSoonAsItIsReady() {
    answers.addAll(List.of(503, 503, 200));

    assertThat(health("--wait", "60")).isZero();
    assertThat(answers).containsExactly(200);
  }

  @Test
  void waitingEndsWhenTheTimeIsOver() {
    answers.add(503);

    assertThat(health("--wait", "1")).isEqualTo(1);
  }

  @Test
  void whatIsNoRegistryIsNotReady() {
    answers.add(302);

    assertThat(health()).isEqualTo(1);
    assertThat(HealthCheck.reasonAgainst(address(registry.getAddress().getPort())))
        .hasValueSatisfying(
            reason -> assertThat(reason).endsWith("is no registry: it answered 302"));
  }

  @Test
  void whereNothingListensTheReasonSaysSo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    assertThat(HealthCheck.reasonAgainst(address(port)))
        .hasValue("no registry answers at http://localhost:" + port);
  }

  private static URI address(int port) {
    return URI.create("http://localhost:" + port);
  }
}
