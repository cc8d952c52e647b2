package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Starting and stopping the real process, and what it says to the one who does. */
class StartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path folder;

  @Test
  void theFirstStartMakesAKeyThatOnlyItsOwnerCanReadAndSaysWhereItIs() throws IOException {
    Path data = folder.resolve("new").resolve("data");
    try (AnnalsProcess server =
        AnnalsProcess.of(Map.of(), "serve", "--data", data.toString(), "--port", "0")) {
      int port = server.port();

      Path file = data.resolve("root.key");
      String key = Files.readString(file).strip();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(server.out())
          .as("names the file")
          .anyMatch(line -> line.contains(file.toString()));
      assertThat(server.out()).as("keeps the secret").noneMatch(line -> line.contains(key));
      assertThat(server.out()).filteredOn(line -> line.contains("ready at")).hasSize(1);
      assertThat(server.err()).isEmpty();
      assertThat(new NativeClient(port, key).get("/v1/functions").status()).isEqualTo(200);
      assertThat(new NativeClient(port, "other").get("/v1/functions").status()).isEqualTo(401);

      requireSecondProcessRefused(data);

      server.terminate();
      assertThat(server.exit(Duration.ofSeconds(10))).isIn(0, AnnalsProcess.TERMINATED);
      assertThat(server.err()).isEmpty();
    }
  }

  private static void requireSecondProcessRefused(Path data) {
    requireOneLine(
        Map.of(),
        List.of("serve", "--data", data.toString(), "--port", "0"),
        data.toString(),
        "another process");
  }

  @Test
  void theOptionOfThePortWinsOverTheEnvironmentAndTheKeyComesFromIt() throws IOException {
    int given = freePort();
    int overruled = freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("ANNALS_ROOT_KEY", "from-the-environment");
    environment.put("ANNALS_PORT", String.valueOf(overruled));
    environment.put("ANNALS_DATA", folder.resolve("data").toString());
    try (AnnalsProcess server =
        AnnalsProcess.of(environment, "serve", "--port", String.valueOf(given))) {
      assertThat(server.port()).isEqualTo(given);
      assertThat(new NativeClient(given, "from-the-environment").get("/v1/functions").status())
          .isEqualTo(200);
      assertThat(server.out()).noneMatch(line -> line.contains("from-the-environment"));

      requireOneLine(
          Map.of(),
          List.of(
              "serve",
              "--data",
              folder.resolve("elsewhere").toString(),
              "--port",
              String.valueOf(given)),
          "port " + given,
          "in use");
    }
    environment.put("ANNALS_PORT", String.valueOf(given));
    try (AnnalsProcess server = AnnalsProcess.of(environment, "serve")) {
      assertThat(server.port()).isEqualTo(given);
    }
  }

  static Stream<Arguments> wrongStarts() {
    return Stream.of(
        Arguments.of("no command", Map.of(), List.of(), List.of("serve")),
        Arguments.of("an unknown command", Map.of(), List.of("dance"), List.of("dance")),
        Arguments.of(
            "an unknown option",
            Map.of(),
            List.of("serve", "--colour", "red"),
            List.of("--colour")),
        Arguments.of(
            "a port that is no number",
            Map.of(),
            List.of("serve", "--port", "http"),
            List.of("--port", "http")),
        Arguments.of(
            "a port that is too large",
            Map.of(),
            List.of("serve", "--port", "65536"),
            List.of("--port", "65535")),
        Arguments.of(
            "a bad port in the environment",
            Map.of("ANNALS_PORT", "http"),
            List.of("serve"),
            List.of("http")),
        Arguments.of(
            "an unknown store",
            Map.of(),
            List.of("serve", "--store", "paper"),
            List.of("paper", "sqlite", "postgres")),
        Arguments.of(
            "PostgreSQL without an address",
            Map.of(),
            List.of("serve", "--store", "postgres"),
            List.of("ANNALS_POSTGRES_URL")),
        Arguments.of(
            "PostgreSQL at an address that is none",
            Map.of("ANNALS_POSTGRES_URL", "http://localhost"),
            List.of("serve", "--store", "postgres"),
            List.of("jdbc:postgresql:")),
        Arguments.of(
            "PostgreSQL where nobody answers",
            Map.of("ANNALS_POSTGRES_URL", "jdbc:postgresql://localhost:1/annals"),
            List.of("serve", "--store", "postgres", "--port", "0", "--data", "DATA"),
            List.of("localhost:1")),
        Arguments.of(
            "a key with a space",
            Map.of("ANNALS_ROOT_KEY", "two words"),
            List.of("serve", "--port", "0", "--data", "DATA"),
            List.of("ANNALS_ROOT_KEY")),
        Arguments.of(
            "a certificate of gRPC without its key",
            Map.of(),
            List.of("serve", "--port", "0", "--data", "DATA", "--grpc-tls-cert", "FILE"),
            List.of("--grpc-tls-cert", "--grpc-tls-key")),
        Arguments.of(
            "a certificate of gRPC that is none",
            Map.of(),
            List.of(
                "serve",
                "--port",
                "0",
                "--data",
                "DATA",
                "--grpc-tls-cert",
                "FILE",
                "--grpc-tls-key",
                "FILE"),
            List.of("certificate", "gRPC")),
        Arguments.of(
            "a file where the data folder should be",
            Map.of(),
            List.of("serve", "--port", "0", "--data", "FILE"),
            List.of("FILE")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongStarts")
  void aStartThatCannotSucceedSaysWhyInOneLine(
      String what, Map<String, String> environment, List<String> arguments, List<String> named)
      throws IOException {
    String file = Files.writeString(folder.resolve("file"), "not a folder").toString();
    String data = folder.resolve("data").toString();

    requireOneLine(
        environment,
        arguments.stream().map(word -> replaced(word, data, file)).toList(),
        named.stream().map(word -> replaced(word, data, file)).toArray(String[]::new));
  }

  @Test
  void aTakenPortOfGrpcIsSaidInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = String.valueOf(taken.getLocalPort());
      requireOneLine(
          Map.of(),
          List.of(
              "serve",
              "--data",
              folder.resolve("data").toString(),
              "--port",
              "0",
              "--grpc-port",
              port),
          "port " + port,
          "gRPC",
          "--grpc-port");
    }
  }

  @Test
  void aDamagedStoreIsSaidInOneLine() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("events.db"), "This is not a database. ".repeat(1000));

    requireOneLine(
        Map.of(), List.of("serve", "--port", "0", "--data", data.toString()), data.toString());
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aSignalUnderLoadStopsItWithinSecondsAndLosesNothing(Store store) {
    Journal journal = new Journal();
    try (Place place = Place.fresh(store)) {
      try (AnnalsProcess server = AnnalsProcess.serving(place)) {
        NativeClient client = server.client();
        List<String> functions = SteadyLoad.functions(client, journal, 4);
        try (SteadyLoad load = SteadyLoad.on(client, functions, 8, journal)) {
          Awaitility.await("load").atMost(PATIENCE).until(() -> load.accepted() > 200);
          server.terminate();
          assertThat(server.exit(Duration.ofSeconds(10))).isIn(0, AnnalsProcess.TERMINATED);
          load.stop();
          assertThat(load.ended()).isTrue();
        }
        assertThat(server.err()).isEmpty();
        assertThat(server.out()).noneMatch(line -> line.contains("Exception"));
      }
      try (AnnalsProcess server = AnnalsProcess.serving(place)) {
        NativeClient client = server.client();
        journal.checkNews(client);
        journal.checkAll(client);
      }
    }
  }

  @Test
  void helpAndVersionAreNoErrors() {
    try (AnnalsProcess help = AnnalsProcess.of(Map.of(), "serve", "--help");
        AnnalsProcess version = AnnalsProcess.of(Map.of(), "--version")) {
      assertThat(help.exit(PATIENCE)).isZero();
      assertThat(String.join("\n", help.out()))
          .contains("--data", "--port", "--grpc-port", "--store", "ANNALS_DATA", "ANNALS_PORT");
      assertThat(version.exit(PATIENCE)).isZero();
      assertThat(version.out()).hasSize(1).first().asString().matches(".*\\d+\\.\\d+.*");
    }
  }

  /** Fails to start, says one line that names these words, and shows no inner life. */
  private static void requireOneLine(
      Map<String, String> environment, List<String> arguments, String... named) {
    try (AnnalsProcess process = AnnalsProcess.of(environment, arguments.toArray(String[]::new))) {
      assertThat(process.exit(PATIENCE)).as("exit code").isNotZero();
      assertThat(process.err()).as("lines of stderr").hasSize(1);
      assertThat(process.err().get(0)).contains(named).doesNotContain("Exception");
      assertThat(process.out()).as("nothing else is said").isEmpty();
    }
  }

  private static String replaced(String word, String data, String file) {
    return word.equals("DATA") ? data : word.equals("FILE") ? file : word;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
