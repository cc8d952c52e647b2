package io.annals.server.cli;

import io.annals.eventstore.AxonServerAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Axon Server is; options that are looked at with {@code --store axon-server} only. */
final class AxonServerOptions {
  private static final Pattern SERVER = Pattern.compile("[^:,\\s]+(:[0-9]{1,5})?");

  @Option(
      names = "--axon-servers",
      paramLabel = "HOST[:PORT]",
      defaultValue = "${env:ANNALS_AXON_SERVERS:-}",
      description =
          "Axon Server, or the nodes of its cluster with commas between (ANNALS_AXON_SERVERS; port"
              + " 8124 by default). A token, where it wants one, is in ANNALS_AXON_TOKEN.")
  private String servers = "";

  @Option(
      names = "--axon-context",
      paramLabel = "NAME",
      defaultValue = "${env:ANNALS_AXON_CONTEXT:-default}",
      description =
          "The context of Axon Server, the registry's alone (ANNALS_AXON_CONTEXT; default:"
              + " default).")
  private String context = "default";

  @Option(
      names = "--axon-tls",
      paramLabel = "true|false",
      defaultValue = "${env:ANNALS_AXON_TLS:-false}",
      description = "Whether to speak TLS with Axon Server (ANNALS_AXON_TLS; default false).")
  private String tls = "false";

  @Option(
      names = "--axon-ca",
      paramLabel = "FILE",
      defaultValue = "${env:ANNALS_AXON_CA:-}",
      description =
          "Certificates that Axon Server's is trusted by, PEM (ANNALS_AXON_CA; default: those of"
              + " the JDK).")
  private String authorities = "";

  /**
   * The address.
   *
   * @param wrong what is thrown, of its sentence, where the options name none
   */
  AxonServerAddress address(Function<String, RuntimeException> wrong) {
    if (servers.isBlank()) {
      throw wrong.apply(
          "the axon-server store needs ANNALS_AXON_SERVERS or --axon-servers, such as"
              + " localhost:8124");
    }
    for (String server : servers.split(",", -1)) {
      if (!SERVER.matcher(server.strip()).matches()) {
        throw wrong.apply("--axon-servers takes HOST or HOST:PORT, not '" + server.strip() + "'");
      }
    }
    boolean secure = secure(wrong);
    return new AxonServerAddress(
        servers.strip(),
        context.isBlank() ? "default" : context.strip(),
        token(),
        secure,
        trusted(secure, wrong));
  }

  private boolean secure(Function<String, RuntimeException> wrong) {
    return switch (tls.strip().toLowerCase(java.util.Locale.ROOT)) {
      case "true" -> true;
      case "false", "" -> false;
      default -> throw wrong.apply("--axon-tls takes true or false, not '" + tls + "'");
    };
  }

  private @Nullable Path trusted(boolean secure, Function<String, RuntimeException> wrong) {
    if (authorities.isBlank()) {
      return null;
    }
    if (!secure) {
      throw wrong.apply("--axon-ca goes with --axon-tls true");
    }
    Path file = Path.of(authorities.strip());
    if (!Files.isReadable(file)) {
      throw wrong.apply("--axon-ca names a file that cannot be read: " + file);
    }
    return file;
  }

  private static @Nullable String token() {
    String token = System.getenv("ANNALS_AXON_TOKEN");
    return token == null || token.isBlank() ? null : token.strip();
  }
}
