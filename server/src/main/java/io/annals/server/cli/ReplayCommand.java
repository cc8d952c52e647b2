package io.annals.server.cli;

import io.annals.server.operating.OperatorException;
import io.annals.server.operating.RunningRegistry;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code annals replay}: builds the views of a running registry anew, while it serves. */
@Command(
    name = "replay",
    description = {
      "Builds the views of a running registry anew from its events, and swaps them.",
      "Reads and writes go on meanwhile. Interrupting this command leaves the replay to itself;"
          + " --cancel ends it and leaves what is served as it is."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "PROJECTION",
      defaultValue = "registry",
      description = "Which views (default ${DEFAULT-VALUE}; --list shows which there are).")
  private String projection = "registry";

  @Mixin private RegistryAddress registry = new RegistryAddress();

  @Option(names = "--no-wait", description = "Begin, print the operation, and leave.")
  private boolean noWait;

  @Option(
      names = "--cancel",
      paramLabel = "OPERATION",
      description = "End a replay that is going on.")
  private @Nullable String cancelled;

  @Option(names = "--list", description = "Only say how far each projection has come.")
  private boolean list;

  @Override
  public Integer call() {
    RunningRegistry server = new RunningRegistry(registry.uri(), registry.key());
    try {
      if (list) {
        server.projections().forEach(ReplayCommand::print);
        return 0;
      }
      if (cancelled != null) {
        server.cancel(cancelled);
        return ended(follow(server, server.await(cancelled), false));
      }
      JsonNode operation = server.replay(projection);
      System.out.println("operation " + operation.path("id").asString());
      return noWait ? 0 : ended(follow(server, operation, true));
    } catch (OperatorException e) {
      System.err.println("annals: " + e.getMessage());
      return 1;
    }
  }

  private static void print(JsonNode projection) {
    System.out.printf(
        "%s  %s, shows event %d of %d%n",
        projection.path("name").asString(),
        projection.path("state").asString().toLowerCase(java.util.Locale.ROOT),
        projection.path("position").asLong(),
        projection.path("head").asLong());
  }

  private static JsonNode follow(RunningRegistry server, JsonNode begun, boolean visibly)
      throws OperatorException {
    JsonNode operation = begun;
    if (!visibly) {
      while (!operation.path("done").asBoolean()) {
        operation = server.await(operation.path("id").asString());
      }
      return operation;
    }
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("replay")
            .setInitialMax(0)
            .setUnit(" events", 1)
            .showSpeed()
            .setStyle(ProgressBarStyle.ASCII)
            .build()) {
      while (true) {
        JsonNode progress = operation.path("metadata").path("progress");
        bar.maxHint(progress.path("total").asLong());
        bar.stepTo(progress.path("done").asLong());
        if (operation.path("done").asBoolean()) {
          return operation;
        }
        operation = server.await(operation.path("id").asString());
      }
    }
  }

  private static int ended(JsonNode operation) {
    JsonNode error = operation.path("error");
    if (error.isMissingNode()) {
      JsonNode facts = operation.path("response");
      System.out.printf(
          "replayed %s up to event %d in %.1f s%n",
          facts.path("projection").asString(),
          facts.path("position").asLong(),
          facts.path("milliseconds").asLong() / 1000.0);
      return 0;
    }
    String code = error.path("code").asString();
    if (code.equals("CANCELLED")) {
      System.out.println("cancelled; what is served is as it was");
      return 0;
    }
    System.err.println("annals: " + error.path("detail").asString());
    return 1;
  }
}
