package io.annals.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run}: measures, and prints one table. */
@Command(
    name = "benchmarks/run",
    description = "Measures a server of Annals against yardsticks of the same run.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Benchmarks implements Callable<Integer> {

  @Option(
      names = "--home",
      required = true,
      hidden = true,
      description = "The folder of the launcher.")
  private Path home = Path.of(".");

  @Option(
      names = "--store",
      split = ",",
      defaultValue = "sqlite,postgres",
      description = "The stores to measure, of sqlite and postgres (default both).")
  private List<String> stores = List.of();

  @Option(
      names = "--nodes",
      split = ",",
      paramLabel = "N",
      description =
          "Measures as many equal nodes on one PostgreSQL instead, for each number one column;"
              + " for example 1,2,3.")
  private List<Integer> nodes = List.of();

  @Option(
      names = "--jdk",
      paramLabel = "HOME",
      description = "A JDK to run the server on; may be repeated (default: the newest installed).")
  private List<Path> jdks = new ArrayList<>();

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "How long each load lasts (default 10).")
  private int seconds;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "How often each load is run; the median counts (default 3).")
  private int runs;

  @Option(
      names = "--quick",
      description =
          "Short loads, once each, and 10,000 versions instead of 100,000: about a minute for each"
              + " column. To see whether a change helped, not to quote.")
  private boolean quick;

  @Option(
      names = "--cost",
      description =
          "Instead of rates: what an update, a read and an event cost in CPU, on disk and in copies,"
              + " to reckon sizes from. About three minutes for each column.")
  private boolean cost;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "An empty folder for the databases, on the disk to measure (default: below"
              + " benchmarks/target; deleted at the end).")
  private @Nullable Path work;

  /** Exits with 0 when everything was measured, 1 when a number could not be trusted. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, SQLException {
    Path root = home.toAbsolutePath().normalize();
    Path folder =
        Files.createDirectories(work == null ? root.resolve("benchmarks/target/run") : work);
    String facts = Machine.facts(folder);
    if (Machine.inMemory(folder)) {
      Progress.say("the folder is in memory, where fsync costs nothing: no number will be real");
    }
    Extent extent = quick ? Extent.quick() : Extent.full(seconds, runs);
    try {
      Map<String, List<Figure>> columns =
          nodes.isEmpty() ? measure(root, folder, extent) : measureNodes(root, folder, extent);
      System.out.println(facts);
      System.out.printf(
          "%d s for each load, median of %d, %,d functions.%n%n",
          extent.seconds(), cost ? 1 : extent.runs(), extent.functions());
      System.out.print(Table.of(columns).markdown());
      return 0;
    } catch (MeasurementException e) {
      System.err.println("benchmarks: FAILED. " + e.getMessage());
      return 1;
    }
  }

  private Map<String, List<Figure>> measure(Path root, Path folder, Extent extent)
      throws IOException, SQLException {
    Map<String, List<Figure>> columns = new LinkedHashMap<>();
    List<@Nullable Path> chosen =
        jdks.isEmpty() ? Collections.singletonList(null) : new ArrayList<>(jdks);
    for (String store : stores) {
      for (Path jdk : chosen) {
        Path own = folder.resolve(store + "-" + columns.size());
        delete(own);
        Setup.Report report =
            cost
                ? new Cost(root, own, store, jdk, extent.seconds()).measure()
                : new Setup(root, own, store, jdk, extent).measure();
        List<Figure> figures = new ArrayList<>(report.figures());
        report.goals().forEach(goal -> figures.add(goal.figure()));
        columns.put(report.title(), figures);
        delete(own);
      }
    }
    return columns;
  }

  private Map<String, List<Figure>> measureNodes(Path root, Path folder, Extent extent)
      throws IOException {
    Path own = folder.resolve("nodes");
    delete(own);
    Path jdk = jdks.isEmpty() ? null : jdks.get(0);
    Map<String, List<Figure>> columns = new Nodes(root, own, jdk, extent, nodes).measure();
    delete(own);
    return columns;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
