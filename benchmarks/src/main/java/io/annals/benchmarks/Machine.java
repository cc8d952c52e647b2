package io.annals.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The facts of the machine without which a number says nothing; none that tell whose it is. */
final class Machine {
  private Machine() {}

  /** Tells them in one paragraph. */
  static String facts(Path data) {
    return String.format(
        Locale.ROOT,
        "%d cores (%s) shared by the server, its database and the load generator; %s memory;"
            + " %s %s; data on %s; wrk %s; load average before the run %s.",
        Runtime.getRuntime().availableProcessors(),
        valueOf("/proc/cpuinfo", "model name", "unknown processor"),
        memory(),
        System.getProperty("os.name"),
        System.getProperty("os.version").split("-", 2)[0],
        fileSystem(data),
        wrkVersion(),
        loadAverage());
  }

  /** Whether what is written to the folder stays in memory, so that durability costs nothing. */
  static boolean inMemory(Path folder) {
    return fileSystem(folder).equals("tmpfs");
  }

  private static String memory() {
    String kilobytes = valueOf("/proc/meminfo", "MemTotal", "0 kB").split(" ", 2)[0];
    return Math.round(Long.parseLong(kilobytes) / 1048576.0) + " GB";
  }

  private static String fileSystem(Path folder) {
    try {
      return Files.getFileStore(folder).type();
    } catch (IOException e) {
      return "an unknown file system";
    }
  }

  private static String valueOf(String file, String name, String fallback) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(fallback);
    } catch (IOException e) {
      return fallback;
    }
  }

  private static String loadAverage() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String wrkVersion() {
    try {
      Process process = new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      List<String> words = List.of(output.strip().split("\\s+"));
      return words.size() > 1 ? words.get(1) : "of unknown version";
    } catch (IOException e) {
      throw new MeasurementException(
          "wrk is not installed; on Debian: apt-get install wrk (" + e.getMessage() + ")", e);
    }
  }
}
