package io.annals.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Loads a server with wrk and {@code load.lua}. */
final class Wrk {
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final Path script;
  private final Path ids;
  private final List<Integer> ports;
  private final int threads;
  private final String key;

  /** What the load asks for. */
  enum Kind {
    /** A PATCH of a function that is answered when its event is durable. */
    UPDATE,
    /** A PATCH that is given the time to be visible before it is answered. */
    UPDATE_WAIT,
    /** A PATCH that passes the same filters and does nothing. */
    NOOP,
    /** A GET of a function. */
    GET;

    private String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A load of the server on this port.
   *
   * @param folder for the script and the list of functions
   * @param functions the ids that the load picks from at random
   */
  Wrk(Path folder, int port, String key, List<String> functions) throws IOException {
    this(folder, List.of(port), 2, key, functions);
  }

  /**
   * A load that is spread evenly over the servers on these ports.
   *
   * @param threads a multiple of their number
   */
  Wrk(Path folder, List<Integer> ports, int threads, String key, List<String> functions)
      throws IOException {
    this.ports = ports;
    this.threads = threads;
    this.key = key;
    script = folder.resolve("load.lua");
    try (InputStream lua = Wrk.class.getResourceAsStream("/load.lua")) {
      Files.write(script, Objects.requireNonNull(lua, "load.lua").readAllBytes());
    }
    ids = folder.resolve("functions.txt");
    Files.write(ids, functions);
  }

  /** As fast as the answers come. */
  WrkReport run(Kind kind, int connections, int seconds) {
    return run(kind, connections, seconds, 0);
  }

  /** With a pause of each connection between two requests, in milliseconds in the mean. */
  WrkReport run(Kind kind, int connections, int seconds, int pause) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("wrk", "-t" + threads, "-c" + connections, "-d" + seconds + "s"));
    command.addAll(List.of("--timeout", "20s", "-s", script.toString()));
    command.add("http://localhost:" + ports.get(0));
    command.addAll(List.of("--", kind.word(), ids.toString()));
    command.add(Integer.toString(RUNS.incrementAndGet()));
    command.add(Integer.toString(pause));
    return WrkReport.parse(output(command));
  }

  private String output(List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("ANNALS_ROOT_KEY", key);
      if (ports.size() > 1) {
        String all = ports.stream().map(String::valueOf).collect(Collectors.joining(" "));
        builder.environment().put("ANNALS_PORTS", all);
      }
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new MeasurementException("wrk ended with " + exit + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new MeasurementException("wrk cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeasurementException("Interrupted.", e);
    }
  }
}
