package io.annals.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The server under test: a process of its own, started as an operator starts it. */
final class RegistryServer implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Java (\\d+), (virtual|platform) threads");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Process process;
  private final int port;
  private final String key;
  private final Path log;
  private final double secondsToReady;

  /** How far a start is waited for. */
  enum Until {
    /** It answers; the views may be behind. */
    LIVE,
    /** It shows all that was stored. */
    READY;

    private String path() {
      return this == LIVE ? "/health/live" : "/health/ready";
    }
  }

  private RegistryServer(Process process, int port, String key, Path log, Until until) {
    this.process = process;
    this.port = port;
    this.key = key;
    this.log = log;
    long start = System.nanoTime();
    await(until, start);
    this.secondsToReady = (System.nanoTime() - start) / 1e9;
  }

  /**
   * Starts it and waits.
   *
   * @param home the folder of the launcher
   * @param folder for the data and the log
   * @param jdk the home of the JDK, null for the one that the launcher picks
   * @throws MeasurementException if it does not become ready
   */
  static RegistryServer start(
      Path home, Path folder, Store store, @Nullable Path jdk, String key, Until until) {
    return start(home, folder, store, jdk, key, until, Map.of());
  }

  /** The same with more in its environment. */
  static RegistryServer start(
      Path home,
      Path folder,
      Store store,
      @Nullable Path jdk,
      String key,
      Until until,
      Map<String, String> more) {
    int port = freePort();
    Path log = folder.resolve("server.log");
    List<String> command = new ArrayList<>(List.of(home.resolve("annals").toString(), "serve"));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--grpc-port", "0"));
    command.addAll(List.of("--store", store.option()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.putAll(store.environment());
    environment.putAll(more);
    environment.put("ANNALS_ROOT_KEY", key);
    environment.merge(
        "ANNALS_JAVA_OPTS", "-Dannals.benchmark=true", (own, ours) -> own + " " + ours);
    if (jdk != null) {
      environment.put("ANNALS_JAVA_HOME", jdk.toString());
    }
    try {
      return new RegistryServer(builder.start(), port, key, log, until);
    } catch (IOException e) {
      throw new MeasurementException("The server cannot be started: " + e.getMessage(), e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new MeasurementException("No port is free.", e);
    }
  }

  private void await(Until until, long start) {
    while (!is(until)) {
      boolean late = System.nanoTime() - start > PATIENCE.toNanos();
      if (late || !process.isAlive()) {
        process.destroyForcibly();
        throw new MeasurementException("The server does not become ready:\n" + said());
      }
      pause(20);
    }
  }

  private boolean is(Until until) {
    try (HttpConnection connection = HttpConnection.open(port)) {
      return connection.exchange("GET", until.path(), Map.of(), "").good();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  /** From the start of the process to what was waited for. */
  double secondsToReady() {
    return secondsToReady;
  }

  /** A new connection with the root key. */
  RegistryClient client() {
    try {
      return new RegistryClient(port, key);
    } catch (IOException e) {
      throw new MeasurementException("The server takes no connection.", e);
    }
  }

  /** The JDK and its kind of threads, as the server itself says when it is ready. */
  String runtime() {
    Matcher matcher = READY.matcher(said());
    return matcher.find()
        ? "JDK " + matcher.group(1) + ", " + matcher.group(2) + " threads"
        : "unknown JDK";
  }

  /** Megabytes of memory that the process occupies now. */
  double residentMegabytes() {
    try {
      String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
      Matcher matcher = RESIDENT.matcher(status);
      if (matcher.find()) {
        return Long.parseLong(matcher.group(1)) / 1024.0;
      }
      throw new MeasurementException("The system does not tell the memory of a process.");
    } catch (IOException e) {
      throw new MeasurementException("The system does not tell the memory of a process.", e);
    }
  }

  /** Seconds of CPU that the process used until now. */
  double cpuSeconds() {
    return process
        .info()
        .totalCpuDuration()
        .map(used -> used.toNanos() / 1e9)
        .orElseThrow(
            () -> new MeasurementException("The system does not tell the CPU time of a process."));
  }

  private String said() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new MeasurementException("The server's log cannot be read.", e);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeasurementException("Interrupted.", e);
    }
  }

  /** Tells it to stop and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new MeasurementException("The server does not stop:\n" + said());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeasurementException("Interrupted.", e);
    }
  }
}
