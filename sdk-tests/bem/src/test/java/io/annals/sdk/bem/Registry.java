package io.annals.sdk.bem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged registry as a process of its own, which writes into a file what it says. */
record Registry(Process process, String address) implements AutoCloseable {
  static final String KEY = "sdk-test-key";

  private static final Pattern READY = Pattern.compile("ready at (http://localhost:[0-9]+)");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  static Registry start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(Path.of(System.getProperty("work.folder")), "registry");
    Path said = folder.resolve("said.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            System.getProperty("annals.program"),
            "serve",
            "--data",
            folder.resolve("data").toString(),
            "--port",
            "0",
            "--grpc-port",
            "0");
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ANNALS_"));
    builder.environment().put("ANNALS_ROOT_KEY", KEY);
    Process process = builder.start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Matcher ready = READY.matcher(Files.readString(said));
      if (ready.find()) {
        return new Registry(process, ready.group(1));
      }
      // Waits for the end, which comes only where the start has failed.
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    process.destroyForcibly();
    throw new IllegalStateException("The registry did not start: " + Files.readString(said));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
