package io.annals.sdk.bem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The vendor's TypeScript SDK, where there is a Node to run it and a package to be had. Only on
 * demand, {@code -Dannals.sdk.bem=true}: its script has not met the package yet.
 */
class NodeSdkIT {
  private static final String SDK = "bem-ai-sdk";
  private static final String VERSION = "0.18.0";

  @Test
  void theSdkWorksUnchanged() throws Exception {
    assumeTrue(
        Boolean.getBoolean("annals.sdk.bem"),
        "skipped: run it with -Dannals.sdk.bem=true where npm has " + SDK);
    assumeTrue(succeeds("node", "--version"), "skipped: there is no node on the PATH");
    assumeTrue(succeeds("npm", "--version"), "skipped: there is no npm on the PATH");
    Path folder = Path.of(System.getProperty("work.folder"), "node");
    Files.createDirectories(folder);
    if (!Files.isDirectory(folder.resolve("node_modules").resolve(SDK))) {
      Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
      Result installed =
          run(
              folder,
              Map.of(),
              "npm",
              "install",
              "--no-audit",
              "--no-fund",
              "--ignore-scripts",
              SDK + "@" + VERSION);
      assumeTrue(
          installed.code() == 0, "skipped: npm cannot install " + SDK + ": " + installed.said());
    }
    try (Registry registry = Registry.start()) {
      Path script = folder.resolve("sdk.js");
      Files.writeString(script, Files.readString(Path.of(System.getProperty("node.script"))));
      Result result =
          run(
              folder,
              Map.of("BEM_BASE_URL", registry.address(), "BEM_API_KEY", Registry.KEY),
              "node",
              script.toString());
      assertThat(result.code()).as(result.said()).isZero();
      assertThat(result.said()).contains("all is well");
    }
  }

  private static boolean succeeds(String... command) {
    try {
      return run(Path.of("."), Map.of(), command).code() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private record Result(int code, String said) {}

  private static Result run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command)).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(180, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Result(process.waitFor(), said);
  }
}
