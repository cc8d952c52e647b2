package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** {@code annals import} against a registry that is running. */
class ImportTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @RegisterExtension static final Servers SERVERS = new Servers();

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void bringsSourcesInOnceAndLaterOnlyWhatWasEdited(Store store) throws IOException {
    RunningServer server = SERVERS.on(store);
    write("resize/index.mjs", "export default 1;\n");
    write("resize/lib/scale.js", "export const scale = 1;\n");
    write("greet.py", "print('Grüße')\n");
    Files.write(folder.resolve("resize/logo.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, -1});

    assertThat(lines(run(server))).anyMatch(line -> line.contains("2 created"));
    assertThat(versions(server)).isEqualTo(Map.of("greet", 1L, "resize", 1L));
    assertThat(
            server.client().get("/v1/functions/resize/revisions/1/files/logo.png").is(200).body())
        .isEqualTo(Files.readAllBytes(folder.resolve("resize/logo.png")));

    assertThat(lines(run(server))).anyMatch(line -> line.contains("2 unchanged"));
    assertThat(versions(server)).isEqualTo(Map.of("greet", 1L, "resize", 1L));

    write("resize/lib/scale.js", "export const scale = 2;\n");
    assertThat(lines(run(server)))
        .anyMatch(line -> line.contains("1 updated") && line.contains("1 unchanged"));
    assertThat(versions(server)).isEqualTo(Map.of("greet", 1L, "resize", 2L));
    assertThat(
            server
                .client()
                .get("/v1/functions/resize/revisions/2/files/lib/scale.js")
                .is(200)
                .text())
        .isEqualTo("export const scale = 2;\n");
  }

  @Test
  void saysWhyItCannot() throws IOException {
    RunningServer server = SERVERS.on(Store.SQLITE);
    String empty = Files.createDirectory(folder.resolve("empty")).toString();
    write("clash/a b/index.js", "1");
    write("clash/a-b/index.js", "2");
    write("good/one/index.js", "1");
    String good = folder.resolve("good").toString();
    String here = "http://localhost:" + server.port();

    requireOneLine(server, "an empty folder", List.of(empty, "--server", here), "no function");
    requireOneLine(
        server, "no folder", List.of(folder.resolve("none").toString(), "--server", here), "none");
    requireOneLine(
        server,
        "two of one name",
        List.of(folder.resolve("clash").toString(), "--server", here),
        "a-b");
    requireOneLine(
        server, "nobody there", List.of(good, "--server", "http://localhost:1"), "localhost:1");
    requireOneLine(server, "no address", List.of(good, "--server", "localhost"), "--server");

    try (AnnalsProcess wrong =
        AnnalsProcess.of(Map.of("ANNALS_KEY", "wrong"), "import", good, "--server", here)) {
      requireOneLine("a wrong key", wrong, "key");
    }
    try (AnnalsProcess none =
        AnnalsProcess.of(Map.of(), "import", good, "--server", here, "--data", empty)) {
      assertThat(none.exit(PATIENCE)).isNotZero();
      assertThat(none.err()).hasSize(1).first().asString().contains("key");
    }
    assertThat(server.client().get("/v1/functions/one").status()).isEqualTo(404);
  }

  private AnnalsProcess run(RunningServer server) {
    return AnnalsProcess.of(
        Map.of("ANNALS_KEY", Place.KEY),
        "import",
        folder.toString(),
        "--port",
        String.valueOf(server.port()));
  }

  private static List<String> lines(AnnalsProcess run) {
    try (run) {
      assertThat(run.exit(PATIENCE)).as("exit code; it said %s", run.err()).isZero();
      return run.out();
    }
  }

  private static void requireOneLine(
      RunningServer server, String what, List<String> arguments, String named) {
    List<String> words = new ArrayList<>(List.of("import"));
    words.addAll(arguments);
    words.addAll(List.of("--data", server.place().data().toString()));
    try (AnnalsProcess process = AnnalsProcess.of(Map.of(), words.toArray(String[]::new))) {
      requireOneLine(what, process, named);
    }
  }

  private static void requireOneLine(String what, AnnalsProcess process, String named) {
    assertThat(process.exit(PATIENCE)).as(what).isNotZero();
    assertThat(process.err()).as(what).filteredOn(line -> line.contains("annals: ")).hasSize(1);
    assertThat(process.err())
        .as(what)
        .anyMatch(line -> line.contains(named))
        .noneMatch(line -> line.contains("Exception") || line.contains("\tat "));
  }

  private static Map<String, Long> versions(RunningServer server) {
    Map<String, Long> versions = new java.util.TreeMap<>();
    for (JsonNode function : server.client().all("/v1/functions", "functions", 100)) {
      versions.put(function.path("name").asString(), function.path("version").asLong());
    }
    return versions;
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
