package io.annals.server.cli;

import io.annals.server.security.RootKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a running registry is and the key that opens it; options that several commands share. */
final class RegistryAddress {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:ANNALS_SERVER:-}",
      description = "The registry (ANNALS_SERVER; default http://localhost:PORT).")
  private String server = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:ANNALS_PORT:-8080}",
      description = "The port of a registry on this machine (ANNALS_PORT; default 8080).")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:ANNALS_DATA:-data}",
      description =
          "The data folder whose root.key opens the registry, where neither ANNALS_KEY nor"
              + " ANNALS_ROOT_KEY is set (ANNALS_DATA; default ./data).")
  private Path data = Path.of("data");

  /**
   * The registry's address.
   *
   * @throws ParameterException if the options do not name one
   */
  URI uri() {
    return uri(server.isBlank() ? "http://localhost:" + port : server, this::wrong);
  }

  /** The address that a text names; what the second argument makes is thrown if it names none. */
  static URI uri(String named, Function<String, RuntimeException> wrong) {
    String text = named.replaceAll("/+$", "");
    try {
      URI uri = URI.create(text);
      if ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, with what has no scheme.
    }
    throw wrong.apply("--server must be a URL such as http://localhost:8080, not " + text);
  }

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

  private RuntimeException wrong(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
