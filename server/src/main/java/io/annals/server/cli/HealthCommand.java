package io.annals.server.cli;

import io.annals.server.operating.HealthCheck;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code annals health}: whether a running registry is ready. */
@Command(
    name = "health",
    description = {
      "Asks a running registry whether it is ready, as /health/ready says it; needs no key.",
      "--wait is for scripts that have just started one."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it is ready", "1:it is not, or nothing answers; standard error says which"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class HealthCommand implements Callable<Integer> {
  private static final int PAUSE_MILLIS = 100;

  @Mixin private ServerAddress registry = new ServerAddress();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "How long to wait until it is ready (default: not at all).")
  private int seconds;

  @Override
  public Integer call() throws InterruptedException {
    URI server = registry.uri();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Optional<String> reason = HealthCheck.reasonAgainst(server);
    while (reason.isPresent() && System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
      reason = HealthCheck.reasonAgainst(server);
    }
    if (reason.isPresent()) {
      System.err.println("annals: " + reason.get());
      return 1;
    }
    System.out.println("ready");
    return 0;
  }
}
