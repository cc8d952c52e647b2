package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** {@code annals} as a process of its own, with nothing of this process's environment for it. */
final class AnnalsProcess implements AutoCloseable {
  /** What a shell shows of a process that was killed by the signal 9. */
  static final int KILLED = 128 + 9;

  /** What a shell shows of a process that was ended by the signal 15. */
  static final int TERMINATED = 128 + 15;

  private static final Duration START = Duration.ofSeconds(120);

  /** That of this process, without the tests and what they bring for themselves. */
  private static final String CLASS_PATH =
      Arrays.stream(
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                  .split(Pattern.quote(File.pathSeparator), -1))
          .filter(entry -> !entry.endsWith("test-classes"))
          .collect(Collectors.joining(File.pathSeparator));

  /** Started by who starts a first process. */
  private static final class Holder {
    static final ClassArchive ARCHIVE = ClassArchive.of(CLASS_PATH, flags());
  }

  private static List<String> flags() {
    List<String> flags =
        new ArrayList<>(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (Runtime.version().feature() >= 21) {
      flags.add("--enable-native-access=ALL-UNNAMED");
    }
    return flags;
  }

  private static final Pattern READY =
      Pattern.compile("ready at http://localhost:(\\d+), (?:gRPC at localhost:(\\d+)|health)");

  private final Process process;
  private final List<String> out = Collections.synchronizedList(new ArrayList<>());
  private final List<String> err = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> readers;

  private AnnalsProcess(Process process) {
    this.process = process;
    this.readers =
        List.of(collect(process.getInputStream(), out), collect(process.getErrorStream(), err));
  }

  /** Starts a server in a place; it may not be ready yet. */
  static AnnalsProcess serving(Place place) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(place.arguments());
    return of(place.environment(), arguments.toArray(String[]::new));
  }

  /** Starts anything. */
  static AnnalsProcess of(Map<String, String> environment, String... arguments) {
    return on(List.of(), environment, arguments);
  }

  /** Starts anything by a command that becomes it. */
  static AnnalsProcess on(
      List<String> prefix, Map<String, String> environment, String... arguments) {
    return of(prefix, List.of(), "io.annals.server.Annals", environment, List.of(arguments));
  }

  /** Starts any of its programs with more options of the virtual machine. */
  static AnnalsProcess of(
      List<String> options,
      String program,
      Map<String, String> environment,
      List<String> arguments) {
    return of(List.of(), options, program, environment, arguments);
  }

  private static AnnalsProcess of(
      List<String> prefix,
      List<String> options,
      String program,
      Map<String, String> environment,
      List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.addAll(Holder.ARCHIVE.options());
    command.addAll(options);
    command.add("-cp");
    command.add(Holder.ARCHIVE.classPath());
    command.add(program);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ANNALS_"));
    builder.environment().put("ANNALS_GRPC_PORT", "0");
    builder.environment().putAll(environment);
    try {
      return new AnnalsProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it serves, and answers with the port. */
  int port() {
    return port(1);
  }

  /** Waits until it serves, and answers with the port of gRPC. */
  int grpcPort() {
    return port(2);
  }

  private int port(int which) {
    return Awaitility.await("ready")
        .atMost(START)
        .pollInterval(Duration.ofMillis(10))
        .failFast(this::requireAlive)
        .until(() -> announcedPort(which), port -> port > 0);
  }

  private void requireAlive() {
    assertThat(process.isAlive()).as("goes on; it said %s %s", out, err).isTrue();
  }

  private int announcedPort(int which) {
    synchronized (out) {
      for (String line : out) {
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          return Integer.parseInt(ready.group(which));
        }
      }
    }
    return 0;
  }

  NativeClient client() {
    return new NativeClient(port(), Place.KEY);
  }

  // Through the handle, which leaves what the process has said yet to be read.

  /** SIGKILL: nothing of the process runs any more when this returns. */
  void kill() {
    process.toHandle().destroyForcibly();
    assertThat(exit(Duration.ofSeconds(10))).as("ended by SIGKILL").isEqualTo(KILLED);
  }

  /** SIGSTOP: the process stands still until {@link #goOn}. */
  void stand() {
    signal("STOP");
  }

  /** SIGCONT. */
  void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(kill.exitValue()).as("exit of kill -" + name).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGTERM; the process may go on for a while. */
  void terminate() {
    process.toHandle().destroy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end and answers with the exit code. */
  int exit(Duration atMost) {
    try {
      assertThat(process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
          .as("ends within %s; it said %s %s", atMost, out, err)
          .isTrue();
      for (Thread reader : readers) {
        reader.join(5_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return process.exitValue();
  }

  /** The lines of standard output so far. */
  List<String> out() {
    synchronized (out) {
      return List.copyOf(out);
    }
  }

  /** The lines of standard error so far. */
  List<String> err() {
    synchronized (err) {
      return List.copyOf(err);
    }
  }

  /** Leaves no process behind, whatever the test did. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static Thread collect(InputStream stream, List<String> lines) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader text =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                  lines.add(line);
                }
              } catch (IOException e) {
                lines.add("(" + e.getMessage() + ")");
              }
            },
            "process-output");
    reader.setDaemon(true);
    reader.start();
    return reader;
  }
}
