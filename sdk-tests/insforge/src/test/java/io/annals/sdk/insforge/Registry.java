package io.annals.sdk.insforge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged registry as a process. */
final class Registry implements AutoCloseable {
  static final String KEY = "sdk-test-key";

  private static final Pattern READY = Pattern.compile("ready at (http://localhost:\\d+)");

  private final Process process;
  private final String address;

  private Registry(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  String address() {
    return address;
  }

  static Registry start() throws IOException {
    Path data = Files.createTempDirectory(Path.of(System.getProperty("work.folder")), "data");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            System.getProperty("annals.program"),
            "serve",
            "--data",
            data.toString(),
            "--port",
            "0",
            "--grpc-port",
            "0");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ANNALS_"));
    builder.environment().put("ANNALS_ROOT_KEY", KEY);
    Process process = builder.start();
    return new Registry(process, announced(process));
  }

  private static String announced(Process process) {
    CompletableFuture<String> address = new CompletableFuture<>();
    StringBuffer said = new StringBuffer();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  said.append(line).append('\n');
                  Matcher ready = READY.matcher(line);
                  if (ready.find()) {
                    address.complete(ready.group(1));
                  }
                }
              } catch (IOException e) {
                said.append(e);
              }
              address.completeExceptionally(new IllegalStateException("It ended."));
            },
            "registry-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return address.get(120, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw new IllegalStateException("The registry did not start: " + said, e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
