package io.annals.server.cli;

import io.annals.server.security.RootKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a running registry is and the key that opens it; options that several commands share. */
final class RegistryAddress extends ServerAddress {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:ANNALS_DATA:-data}",
      description =
          "The data folder whose root.key opens the registry, where neither ANNALS_KEY nor"
              + " ANNALS_ROOT_KEY is set (ANNALS_DATA; default ./data).")
  private Path data = Path.of("data");

  /**
   * The key that opens it.
   *
   * @throws ParameterException if there is none
   */
  String key() {
    return key(data, this::wrong);
  }

  /** The key that the environment gives, else a data folder; throws what the argument makes. */
  static String key(Path data, Function<String, RuntimeException> wrong) {
    for (String name : List.of("ANNALS_KEY", "ANNALS_ROOT_KEY")) {
      String value = System.getenv(name);
      if (value != null && !value.isBlank()) {
        return value;
      }
    }
    Path file = RootKey.fileIn(data);
    try {
      String key = RootKey.read(file);
      if (key != null) {
        return key;
      }
    } catch (IOException e) {
      throw wrong.apply("cannot read " + file + ": " + e.getMessage());
    }
    throw wrong.apply("no key: set ANNALS_KEY, or name the registry's data folder with --data");
  }
}
