package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Options that do not fit together end the start with one clear line. */
class AxonServerStartTest {
  private static final String POSTGRES = "jdbc:postgresql://localhost:1/none";

  static Stream<Arguments> misfits() {
    return Stream.of(
        Arguments.of(Map.of(), List.of("--roles", "command"), "needs --store axon-server"),
        Arguments.of(Map.of(), List.of("--roles", "cook"), "'cook' is no role"),
        Arguments.of(Map.of(), List.of("--store", "axon"), "sqlite, postgres or axon-server"),
        Arguments.of(
            Map.of("ANNALS_AXON_SERVERS", "localhost"),
            List.of("--store", "axon-server"),
            "needs ANNALS_POSTGRES_URL"),
        Arguments.of(
            Map.of("ANNALS_POSTGRES_URL", POSTGRES),
            List.of("--store", "axon-server"),
            "needs ANNALS_AXON_SERVERS"),
        Arguments.of(
            Map.of("ANNALS_POSTGRES_URL", POSTGRES),
            List.of("--store", "axon-server", "--axon-servers", "a:b:c"),
            "HOST:PORT"),
        Arguments.of(
            Map.of("ANNALS_POSTGRES_URL", POSTGRES, "ANNALS_AXON_SERVERS", "a"),
            List.of("--store", "axon-server", "--axon-ca", "ca.pem"),
            "--axon-tls true"));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void isRefused(
      Map<String, String> environment,
      List<String> options,
      String sentence,
      @TempDir Path folder) {
    List<String> arguments = new java.util.ArrayList<>(List.of("serve", "--data"));
    arguments.add(folder.toString());
    arguments.addAll(options);
    try (AnnalsProcess process = AnnalsProcess.of(environment, arguments.toArray(String[]::new))) {
      assertThat(process.exit(Duration.ofSeconds(30))).isNotZero();
      assertThat(process.err()).singleElement().asString().contains(sentence);
    }
  }
}
