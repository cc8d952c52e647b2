package io.annals.server.cli;

import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a running registry is; options that several commands share. */
class ServerAddress {
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

  /**
   * The registry's address.
   *
   * @throws ParameterException if the options do not name one
   */
  final URI uri() {
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

  /** What to throw for a wrong command line. */
  final RuntimeException wrong(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
