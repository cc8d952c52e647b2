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
 * One column of {@code --cost}: what an update, a read and an event cost, in CPU and in bytes.
 * These are what a size is reckoned from; docs/operations.md does. Rates are not measured here.
 */
final class Cost {
  private static final int CONNECTIONS = 32;
  private static final int FUNCTIONS = 1_000;
  private static final int WARM_UP_SECONDS = 60;

  private final Path home;
  private final Path folder;
  private final String storeOption;
  private final @Nullable Path jdk;
  private final int seconds;
  private final String key = "benchmark-" + UUID.randomUUID();
  private final List<Figure> figures = new ArrayList<>();

  /**
   * A column that has not been measured.
   *
   * @param home the folder of the launcher
   * @param folder an empty one, for all data
   * @param jdk null for the one that the launcher picks
   * @param seconds of each load
   */
  Cost(Path home, Path folder, String store, @Nullable Path jdk, int seconds) {
    this.home = home;
    this.folder = folder;
    this.storeOption = store;
    this.jdk = jdk;
    this.seconds = seconds;
  }

  /**
   * Measures everything.
   *
   * @throws MeasurementException if one of the numbers could not be trusted
   */
  Setup.Report measure() throws IOException, SQLException {
    Files.createDirectories(folder);
    try (Store store = Store.open(storeOption, folder)) {
      String title;
      long before;
      try (RegistryServer server = start(store)) {
        title = store.title() + ", " + server.runtime();
        Progress.say(title);
        before = store.logBytes();
        load(server, store);
      }
      long written = store.logBytes() - before;
      try (RegistryServer server = start(store)) {
        Progress.say("replay");
        replay(server, store);
      }
      long events = Scan.of(store).events();
      figures.add(Figure.count("events of the run", events));
      disk(store, events, written);
      copies(store, events);
      return new Setup.Report(title, figures, List.of());
    }
  }

  private void load(RegistryServer server, Store store) throws IOException {
    figures.add(Figure.count("memory after the start, MB", server.residentMegabytes()));
    List<String> functions;
    try (RegistryClient client = server.client()) {
      functions = client.create(FUNCTIONS);
    }
    Wrk wrk = new Wrk(folder, server.port(), key, functions);
    Progress.say("warm-up");
    wrk.run(Wrk.Kind.UPDATE, CONNECTIONS, WARM_UP_SECONDS);
    wrk.run(Wrk.Kind.GET, CONNECTIONS, WARM_UP_SECONDS / 4);
    settle(server, functions.get(0));
    for (Wrk.Kind kind : List.of(Wrk.Kind.UPDATE, Wrk.Kind.GET)) {
      Progress.say(kind == Wrk.Kind.GET ? "reads" : "updates");
      double cpu = server.cpuSeconds();
      double databaseCpu = store.cpuSeconds();
      WrkReport report = wrk.run(kind, CONNECTIONS, seconds);
      settle(server, functions.get(0));
      String what = kind == Wrk.Kind.GET ? "a read" : "an update";
      figures.add(
          Figure.count(
              "server CPU µs for " + what, (server.cpuSeconds() - cpu) * 1e6 / report.requests()));
      figures.add(
          Figure.count(
              "database CPU µs for " + what,
              (store.cpuSeconds() - databaseCpu) * 1e6 / report.requests()));
    }
    figures.add(Figure.count("memory after the load, MB", server.residentMegabytes()));
  }

  private void replay(RegistryServer server, Store store) throws IOException {
    try (RegistryClient client = server.client()) {
      // The first one warms the machine.
      client.replay();
      double cpu = server.cpuSeconds() + store.cpuSeconds();
      long start = System.nanoTime();
      double perSecond = client.replay();
      double took = (System.nanoTime() - start) / 1e9;
      cpu = server.cpuSeconds() + store.cpuSeconds() - cpu;
      figures.add(Figure.count("replay, events/s", perSecond));
      figures.add(Figure.count("replay, CPU µs for an event", cpu * 1e6 / (perSecond * took)));
    }
  }

  private void disk(Store store, long events, long written) {
    double sum = 0;
    for (Store.Part part : store.parts()) {
      double each = (double) part.bytes() / events;
      sum += each;
      figures.add(Figure.count("bytes for an event: " + part.name(), each));
    }
    figures.add(Figure.count("bytes for an event: all", sum));
    figures.add(
        Figure.count(
            "bytes for an event: of these payload and metadata",
            (double) store.contentBytes() / events));
    if (written > 0) {
      figures.add(
          Figure.count("bytes for an event: write-ahead log, for replicas", written / events));
    }
  }

  private void copies(Store store, long events) throws IOException {
    Path archive = folder.resolve("archive");
    Progress.say("export");
    double seconds = run(store, folder.resolve("data"), "export", "--to", archive.toString());
    figures.add(Figure.count("export, events/s", events / seconds));
    figures.add(Figure.count("export, bytes for an event", (double) size(archive) / events));
    if (storeOption.equals("sqlite")) {
      Progress.say("restore");
      seconds = run(store, folder.resolve("restored"), "restore", "--from", archive.toString());
      figures.add(Figure.count("restore, events/s", events / seconds));
      Progress.say("backup");
      Path backup = folder.resolve("backup");
      seconds = run(store, folder.resolve("data"), "backup", "--to", backup.toString());
      figures.add(Figure.count("backup, events/s", events / seconds));
    }
  }

  /** Runs a command of the launcher and answers how long it took, the start of Java included. */
  private double run(Store store, Path data, String command, String option, String value)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("annals").toString(),
                command,
                option,
                value,
                "--data",
                data.toString(),
                "--store",
                store.option())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(command + ".log").toFile());
    builder.environment().putAll(store.environment());
    if (jdk != null) {
      builder.environment().put("ANNALS_JAVA_HOME", jdk.toString());
    }
    long start = System.nanoTime();
    try {
      int exit = builder.start().waitFor();
      if (exit != 0) {
        throw new MeasurementException(
            command
                + " ended with "
                + exit
                + ":\n"
                + Files.readString(folder.resolve(command + ".log")));
      }
      return (System.nanoTime() - start) / 1e9;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeasurementException("Interrupted.", e);
    }
  }

  private static long size(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private RegistryServer start(Store store) {
    return RegistryServer.start(home, folder, store, jdk, key, Until.READY);
  }

  private static void settle(RegistryServer server, String function) throws IOException {
    try (RegistryClient client = server.client()) {
      client.settle(function);
    }
  }
}
