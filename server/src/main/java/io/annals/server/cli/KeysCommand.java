package io.annals.server.cli;

import io.annals.server.access.ClientSecret;
import io.annals.server.access.KeyRegistry;
import io.annals.server.operating.OperatorException;
import io.annals.server.security.RootCredentials;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code annals keys}: registers clients with a running registry, lists and revokes them. */
@Command(
    name = "keys",
    description = "Makes, lists and revokes clients' keys of a running registry.",
    mixinStandardHelpOptions = true,
    subcommands = {KeysCommand.Create.class, KeysCommand.ListAll.class, KeysCommand.Revoke.class})
public final class KeysCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Say what to do: create, list or revoke");
    }
  }

  private interface Task {
    void with(KeyRegistry registry) throws OperatorException;
  }

  private static int done(RegistryAddress address, Task task) {
    try {
      task.with(new KeyRegistry(address.uri(), address.key()));
      return 0;
    } catch (OperatorException e) {
      System.err.println("annals: " + e.getMessage());
      return 1;
    }
  }

  /** {@code annals keys create}. */
  @Command(
      name = "create",
      description = {
        "Makes a client id and a secret and prints them.",
        "The secret is shown this once; the registry keeps the public half of its key."
      },
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Create implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Mixin private RegistryAddress registry = new RegistryAddress();

    @Option(
        names = "--style",
        required = true,
        paramLabel = "conductorone",
        description = "Whose format the id and the secret have.")
    private String style = "";

    @Option(
        names = "--namespace",
        paramLabel = "NAME",
        defaultValue = RootCredentials.DEFAULT_NAMESPACE,
        description = "Where the client works, and all that it reaches (default ${DEFAULT-VALUE}).")
    private String namespace = RootCredentials.DEFAULT_NAMESPACE;

    @Option(
        names = "--host",
        paramLabel = "HOST",
        defaultValue = "localhost",
        description =
            "The registry's host name, which becomes part of the client id (default"
                + " ${DEFAULT-VALUE}).")
    private String host = "localhost";

    @Override
    public Integer call() {
      if (!style.equals("conductorone") && spec != null) {
        throw new ParameterException(
            spec.commandLine(), "--style takes conductorone, not '" + style + "'");
      }
      return done(
          registry,
          keys -> {
            ClientSecret client = ClientSecret.create(host);
            keys.add(client, namespace);
            System.out.println("client_id: " + client.clientId());
            System.out.println("client_secret: " + client.secret());
          });
    }
  }

  /** {@code annals keys list}. */
  @Command(name = "list", description = "Lists the clients.", mixinStandardHelpOptions = true)
  static final class ListAll implements Callable<Integer> {
    @Mixin private RegistryAddress registry = new RegistryAddress();

    @Override
    public Integer call() {
      return done(
          registry,
          keys -> {
            for (JsonNode key : keys.list()) {
              String revoked = key.path("revokeTime").asString("");
              System.out.printf(
                  "%s  namespace %s, since %s%s%n",
                  key.path("clientId").asString(),
                  key.path("namespace").asString(),
                  key.path("createTime").asString(),
                  revoked.isEmpty() ? "" : ", revoked " + revoked);
            }
          });
    }
  }

  /** {@code annals keys revoke}. */
  @Command(
      name = "revoke",
      description = "Takes a client's access away, and with it the tokens that it has.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    @Mixin private RegistryAddress registry = new RegistryAddress();

    @Parameters(paramLabel = "CLIENT-ID", description = "As it was printed, or is listed.")
    private String clientId = "";

    @Override
    public Integer call() {
      return done(
          registry,
          keys -> {
            keys.revoke(clientId);
            System.out.println("revoked " + clientId);
          });
    }
  }
}
