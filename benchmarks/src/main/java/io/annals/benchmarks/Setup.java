package io.annals.benchmarks;

import io.annals.benchmarks.RegistryServer.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One column of the table: a server on one store and one JDK, measured from its first start to its
 * last.
 */
final class Setup {
  private final Path home;
  private final Path folder;
  private final String storeOption;
  private final @Nullable Path jdk;
  private final Extent extent;
  private final String key = "benchmark-" + UUID.randomUUID();

  /** What was measured, and the column's head. */
  record Report(String title, List<Figure> figures, List<Goal> goals) {}

  /**
   * A setup that has not been started.
   *
   * @param home the folder of the launcher
   * @param folder an empty one, for all data
   * @param jdk null for the one that the launcher picks
   */
  Setup(Path home, Path folder, String store, @Nullable Path jdk, Extent extent) {
    this.home = home;
    this.folder = folder;
    this.storeOption = store;
    this.jdk = jdk;
    this.extent = extent;
  }

  /**
   * Measures everything.
   *
   * @throws MeasurementException if one of the numbers could not be trusted
   */
  Report measure() throws IOException, SQLException {
    Files.createDirectories(folder);
    try (Store store = Store.open(storeOption, folder)) {
      return measure(store);
    }
  }

  private Report measure(Store store) throws IOException, SQLException {
    List<Figure> figures = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    UpdateCost cost = new UpdateCost(extent.versions(), extent.updates());
    Memory memory = new Memory();
    List<String> functions;
    String title;
    try (RegistryServer server = start(store, Until.LIVE)) {
      title = store.title() + ", " + server.runtime();
      Progress.say(
          title + ": ready after " + Math.round(server.secondsToReady() * 10) / 10.0 + " s");
      memory.afterStart(server);
      try (RegistryClient client = server.client()) {
        functions = client.create(extent.functions());
      }
      Wrk wrk = new Wrk(folder, server.port(), key, functions);
      Progress.say("warm-up");
      for (Wrk.Kind kind : Wrk.Kind.values()) {
        wrk.run(kind, 64, extent.warmUpSeconds());
      }
      settle(server, functions.get(0));
      Progress.say("rates");
      JdbcLoop jdbc = new JdbcLoop(store, EventSample.newest(store));
      jdbc.perSecond(32, 1);
      Rates.Report rates =
          new Rates(server, wrk, jdbc, functions.get(0), extent.seconds()).measure(extent.runs());
      figures.addAll(rates.figures());
      goals.addAll(rates.goals());
      Progress.say("time to visible");
      Visibility visibility = new Visibility(server, wrk, functions, extent.seconds());
      for (Visibility.Report report :
          List.of(
              visibility.atHalfLoad(rates.durablePerSecond(), extent.runs()),
              visibility.atFullLoad(extent.runs()))) {
        figures.addAll(report.figures());
        goals.add(report.goal());
      }
      memory.afterLoad(server);
      Progress.say("cost of an update with a long history");
      UpdateCost.Report costs = cost.measure(server);
      figures.addAll(costs.figures());
      goals.add(costs.goal());
      settle(server, functions.get(0));
    }
    Progress.say("replay");
    Replay replay = new Replay(store);
    Scan.Result scan = replay.scan();
    memory.onDisk(store, scan.events());
    try (RegistryServer server = replay.measure(() -> start(store, Until.LIVE), scan, figures)) {
      Progress.say("updates after a restart");
      figures.addAll(cost.afterRestart(server, functions.subList(0, 200)));
    }
    figures.addAll(memory.figures());
    return new Report(title, figures, goals);
  }

  private RegistryServer start(Store store, Until until) {
    return RegistryServer.start(home, folder, store, jdk, key, until);
  }

  private static void settle(RegistryServer server, String function) throws IOException {
    try (RegistryClient client = server.client()) {
      client.settle(function);
    }
  }
}
