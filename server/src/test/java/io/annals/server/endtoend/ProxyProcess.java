package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The proxy of {@code docker-compose.yml} with its own configuration, before local addresses. */
final class ProxyProcess implements AutoCloseable {
  /** Where the configuration is in the repository. */
  static final String CONFIGURATION = "deploy/haproxy/haproxy.cfg";

  private static final Pattern BIND = Pattern.compile("(?m)^    bind :(\\d+)");

  private final Process process;
  private final List<Integer> ports;
  private final Path log;

  private ProxyProcess(Process process, List<Integer> ports, Path log) {
    this.process = process;
    this.ports = ports;
    this.log = log;
  }

  /** The program, where this machine has it. */
  static Optional<Path> program() {
    return Stream.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it.
   *
   * @param folder for its files
   * @param addresses where each of the configuration's, such as {@code node1:8080}, is here
   */
  static ProxyProcess start(Path program, Path folder, Map<String, String> addresses)
      throws IOException {
    String text = Files.readString(ComposeFile.REPOSITORY.resolve(CONFIGURATION));
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      assertThat(text).contains(" " + address.getKey() + " ");
      text = text.replace(" " + address.getKey() + " ", " " + address.getValue() + " ");
    }
    List<Integer> ports = new ArrayList<>();
    Matcher binds = BIND.matcher(text);
    StringBuilder local = new StringBuilder();
    while (binds.find()) {
      ports.add(freePort());
      binds.appendReplacement(local, "    bind 127.0.0.1:" + ports.get(ports.size() - 1));
    }
    binds.appendTail(local);
    Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), local);
    Path log = folder.resolve("haproxy.log");
    // The image's own way to start it, which stays in the foreground.
    Process process =
        new ProcessBuilder(program.toString(), "-W", "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new ProxyProcess(process, ports, log);
  }

  /** The port of the configuration's first or second front. */
  int port(int which) {
    return ports.get(which);
  }

  /** Waits until it finds the nodes ready. */
  void awaitReady() {
    NativeClient nobody = new NativeClient(port(0), null);
    Awaitility.await("proxy ready")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .failFast(() -> assertThat(process.isAlive()).as("goes on; it said %s", log()).isTrue())
        .ignoreExceptions()
        .until(() -> nobody.get("/health/ready").status() == 200);
  }

  /** What it has said. */
  String log() throws IOException {
    return Files.readString(log);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Ends it, and the worker that it has started. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
