package io.annals.server;

import io.annals.server.cli.BackupCommand;
import io.annals.server.cli.ExportCommand;
import io.annals.server.cli.HealthCommand;
import io.annals.server.cli.ImportCommand;
import io.annals.server.cli.KeysCommand;
import io.annals.server.cli.ReplayCommand;
import io.annals.server.cli.RestoreCommand;
import io.annals.server.cli.ServeCommand;
import io.annals.server.cli.VerifyCommand;
import io.annals.server.cli.VersionProvider;
import io.annals.server.settings.UnknownVariables;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point: reads the command line and exits with 0 only when all went well. */
@Command(
    name = "annals",
    description = "An event-sourced registry of functions.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    subcommands = {
      ServeCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      VerifyCommand.class,
      RestoreCommand.class,
      BackupCommand.class,
      KeysCommand.class,
      ReplayCommand.class,
      HealthCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Annals implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway") // picocli sets the spec before it runs anything.
  private Annals() {
    spec = null;
  }

  public static void main(String[] arguments) {
    UnknownVariables.sentences(System.getenv())
        .forEach(sentence -> System.err.println("annals: " + sentence));
    int exit =
        new CommandLine(new Annals())
            .setParameterExceptionHandler(Annals::explain)
            .execute(arguments);
    // A server goes on after its command has returned; it exits by signal.
    if (exit != ServeCommand.RUNNING) {
      System.exit(exit);
    }
  }

  /** One line, and where to read more, instead of the whole usage. */
  private static int explain(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    command
        .getErr()
        .println(
            "annals: "
                + wrong.getMessage()
                + "; see '"
                + command.getCommandSpec().qualifiedName()
                + " --help'");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do: serve, import, keys, replay, health, export, restore, backup or verify");
  }
}
