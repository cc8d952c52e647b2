package io.annals.server.cli;

import io.annals.server.Role;
import io.annals.server.Server;
import io.annals.server.ServerSettings;
import io.annals.server.ServerSettings.GrpcTls;
import io.annals.server.StartupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code annals serve}: the main job. */
@Command(
    name = "serve",
    description = "Serves the registry until it is told to stop.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ServeCommand implements Callable<Integer> {
  /** The exit code of a server that is running; not an exit at all. */
  public static final int RUNNING = -1;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:ANNALS_PORT:-8080}",
      description = "Port of HTTP, 0 for any free one (ANNALS_PORT; default 8080).")
  private int port;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "${env:ANNALS_GRPC_PORT:-9090}",
      description =
          "Port of gRPC, 0 for any free one (ANNALS_GRPC_PORT; default 9090): the Yandex Cloud"
              + " Functions API, plaintext unless --grpc-tls-cert is given.")
  private int grpcPort;

  @Option(
      names = "--grpc-tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:ANNALS_GRPC_TLS_CERT}",
      description = "Certificate chain of gRPC, PEM (ANNALS_GRPC_TLS_CERT).")
  private @Nullable Path grpcTlsCert;

  @Option(
      names = "--grpc-tls-key",
      paramLabel = "FILE",
      defaultValue = "${env:ANNALS_GRPC_TLS_KEY}",
      description = "Private key of the certificate, PEM (ANNALS_GRPC_TLS_KEY).")
  private @Nullable Path grpcTlsKey;

  @Option(
      names = "--public-grpc-address",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:ANNALS_PUBLIC_GRPC_ADDRESS}",
      description =
          "Where clients reach gRPC, as /endpoints tells them (ANNALS_PUBLIC_GRPC_ADDRESS; default:"
              + " the host that each of them called).")
  private @Nullable String publicGrpcAddress;

  @Option(
      names = "--roles",
      paramLabel = "ROLE[,ROLE]",
      defaultValue = "${env:ANNALS_ROLES:-}",
      description =
          "What this node does: command, query, gateway (ANNALS_ROLES; default all). Less than all"
              + " needs --store axon-server.")
  private String roles = "";

  @Override
  public Integer call() {
    try {
      Server.start(settings());
      return RUNNING;
    } catch (StartupException e) {
      System.err.println("annals: " + e.getMessage());
      return 1;
    }
  }

  private ServerSettings settings() {
    return new ServerSettings(
        store.data(),
        inRange("--port", port),
        inRange("--grpc-port", grpcPort),
        store.store(),
        store.postgres(),
        environment("ANNALS_ROOT_KEY"),
        masterKey(),
        !"false".equals(environment("ANNALS_VIRTUAL_THREADS")),
        grpcTls(),
        publicGrpcAddress == null || publicGrpcAddress.isBlank() ? null : publicGrpcAddress,
        store.axonServer(),
        roles());
  }

  private Set<Role> roles() {
    Set<Role> parsed;
    try {
      parsed = Role.parse(roles);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    if (!parsed.equals(Role.ALL) && store.axonServer() == null) {
      throw wrong(
          "--roles "
              + Role.words(parsed)
              + " needs --store axon-server: with any other store every node does all");
    }
    return parsed;
  }

  private @Nullable GrpcTls grpcTls() {
    if (isUnset(grpcTlsCert) && isUnset(grpcTlsKey)) {
      return null;
    }
    if (isUnset(grpcTlsCert) || isUnset(grpcTlsKey)) {
      throw wrong("--grpc-tls-cert and --grpc-tls-key go together");
    }
    return new GrpcTls(Objects.requireNonNull(grpcTlsCert), Objects.requireNonNull(grpcTlsKey));
  }

  private static boolean isUnset(@Nullable Path file) {
    return file == null || file.toString().isEmpty();
  }

  private int inRange(String option, int value) {
    if (value < 0 || value > 65535) {
      throw wrong(option + " must be 0 to 65535, not " + value);
    }
    return value;
  }

  private @Nullable String masterKey() {
    String file = environment("ANNALS_MASTER_KEY_FILE");
    if (file == null) {
      return environment("ANNALS_MASTER_KEY");
    }
    try {
      return Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw wrong("ANNALS_MASTER_KEY_FILE names a file that cannot be read: " + e.getMessage());
    }
  }

  private static @Nullable String environment(String name) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? null : value;
  }

  private RuntimeException wrong(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
