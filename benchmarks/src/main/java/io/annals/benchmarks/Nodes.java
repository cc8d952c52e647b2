package io.annals.benchmarks;

import io.annals.benchmarks.RegistryServer.Until;
import io.annals.benchmarks.Wrk.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Equal nodes on one PostgreSQL: the same loads, spread evenly over one, two or more of them. Nodes
 * are added and taken away again, so that each number of them has its turn early and late in the
 * run. All of them, their database and the load generator share the machine: this tells what more
 * nodes cost, and not what more machines bring.
 */
final class Nodes {
  private static final int CONNECTIONS = 64;
  private static final String MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private final Path home;
  private final Path folder;
  private final @Nullable Path jdk;
  private final Extent extent;
  private final List<Integer> sizes;
  private final int threads;
  private final String key = "benchmark-" + UUID.randomUUID();
  private final List<RegistryServer> nodes = new ArrayList<>();
  private final Map<Integer, List<NodesRound>> rounds = new LinkedHashMap<>();
  private List<String> functions = List.of();

  /**
   * A measurement that has not begun.
   *
   * @param home the folder of the launcher
   * @param folder an empty one, for all data
   * @param jdk null for the one that the launcher picks
   * @param sizes how many nodes, each once
   */
  Nodes(Path home, Path folder, @Nullable Path jdk, Extent extent, List<Integer> sizes) {
    this.home = home;
    this.folder = folder;
    this.jdk = jdk;
    this.extent = extent;
    this.sizes = List.copyOf(new TreeSet<>(sizes));
    this.threads = this.sizes.stream().reduce(2, Nodes::leastCommonMultiple);
    if (this.sizes.get(0) < 1) {
      throw new MeasurementException("At least one node has to run.");
    }
  }

  private static int leastCommonMultiple(int a, int b) {
    int high = Math.max(a, b);
    int multiple = high;
    while (multiple % a != 0 || multiple % b != 0) {
      multiple += high;
    }
    return multiple;
  }

  /**
   * Measures everything. Answers with a column for each number of nodes.
   *
   * @throws MeasurementException if one of the numbers could not be trusted
   */
  Map<String, List<Figure>> measure() throws IOException {
    Files.createDirectories(folder);
    try (PostgresStore store = new PostgresStore(folder)) {
      try {
        for (int round = 0; round < extent.runs(); round++) {
          List<Integer> order = new ArrayList<>(sizes);
          if (round % 2 == 1) {
            java.util.Collections.reverse(order);
          }
          for (int size : order) {
            resize(store, size);
            measure(store, size);
          }
        }
      } finally {
        nodes.forEach(RegistryServer::close);
      }
    }
    Map<String, List<Figure>> columns = new LinkedHashMap<>();
    for (int size : sizes) {
      columns.put(size == 1 ? "1 node" : size + " nodes", figures(size));
    }
    return columns;
  }

  private void resize(PostgresStore store, int size) throws IOException {
    boolean grown = nodes.size() < size;
    while (nodes.size() > size) {
      nodes.remove(nodes.size() - 1).close();
    }
    while (nodes.size() < size) {
      Path own = Files.createDirectories(folder.resolve("node-" + nodes.size()));
      nodes.add(
          RegistryServer.start(
              home, own, store, jdk, key, Until.READY, Map.of("ANNALS_MASTER_KEY", MASTER_KEY)));
    }
    if (functions.isEmpty()) {
      try (RegistryClient client = nodes.get(0).client()) {
        functions = client.create(extent.functions());
      }
    }
    if (grown) {
      Progress.say(size + (size == 1 ? " node" : " nodes") + ": warm-up");
      for (Kind kind : List.of(Kind.GET, Kind.UPDATE)) {
        wrk().run(kind, CONNECTIONS, extent.warmUpSeconds());
      }
    }
    settle();
  }

  private Wrk wrk() throws IOException {
    List<Integer> ports = nodes.stream().map(RegistryServer::port).toList();
    return new Wrk(folder, ports, threads, key, functions);
  }

  private void settle() throws IOException {
    try (RegistryClient client = nodes.get(0).client()) {
      client.settle(functions.get(0));
    }
  }

  private void measure(PostgresStore store, int size) throws IOException {
    Progress.say(size + (size == 1 ? " node" : " nodes"));
    Wrk wrk = wrk();
    WrkReport gets = wrk.run(Kind.GET, CONNECTIONS, extent.seconds());
    List<Metrics> before = metrics();
    List<Double> cpuBefore = cpu();
    double databaseBefore = store.cpuSeconds();
    NodesProbe probe = NodesProbe.begin(nodes, functions.get(1), extent.seconds());
    WrkReport updates = wrk.run(Kind.UPDATE, CONNECTIONS, extent.seconds() + 1);
    Samples visible = probe.end();
    settle();
    List<Double> cpu = cpu();
    for (int i = 0; i < cpu.size(); i++) {
      cpu.set(i, cpu.get(i) - cpuBefore.get(i));
    }
    rounds
        .computeIfAbsent(size, any -> new ArrayList<>())
        .add(
            new NodesRound(
                updates,
                gets.perSecond(),
                visible,
                cpu,
                store.cpuSeconds() - databaseBefore,
                before,
                metrics()));
  }

  private List<Metrics> metrics() throws IOException {
    List<Metrics> all = new ArrayList<>();
    for (RegistryServer node : nodes) {
      all.add(Metrics.of(node));
    }
    return all;
  }

  private List<Double> cpu() {
    return nodes.stream().map(RegistryServer::cpuSeconds).collect(Collectors.toList());
  }

  private List<Figure> figures(int size) {
    List<NodesRound> own = of(size);
    List<NodesRound> first = of(sizes.get(0));
    String base = " against " + sizes.get(0) + (sizes.get(0) == 1 ? " node" : " nodes");
    List<Figure> figures = new ArrayList<>();
    figures.add(Figure.count("durable PATCH/s", median(own, NodesRound::updatesPerSecond)));
    figures.add(
        Figure.ratio("durable PATCH/s" + base, ratio(own, first, NodesRound::updatesPerSecond)));
    figures.add(
        Figure.millis(
            "durable PATCH, p50 / p99 ms",
            median(own, round -> round.updates().p50()),
            median(own, round -> round.updates().p99())));
    figures.add(Figure.count("GET/s", median(own, NodesRound::readsPerSecond)));
    figures.add(Figure.ratio("GET/s" + base, ratio(own, first, NodesRound::readsPerSecond)));
    figures.add(
        Figure.millis(
            "from acknowledged by one node to visible at the next, p50 / p99 ms",
            median(own, round -> round.visible().median()),
            median(own, round -> round.visible().quantile(0.99))));
    figures.add(Figure.count("commits/s", median(own, NodesRound::commitsPerSecond)));
    figures.add(Figure.ratio("events per commit", median(own, NodesRound::eventsPerCommit)));
    figures.add(
        Figure.millis(
            "one commit of a node, its wait for the lock included, mean ms",
            median(own, NodesRound::commitMicros)));
    figures.add(Figure.count("nodes' CPU µs per PATCH", median(own, NodesRound::nodeMicros)));
    figures.add(
        Figure.count("PostgreSQL's CPU µs per PATCH", median(own, NodesRound::databaseMicros)));
    figures.add(
        Figure.count("CPU of the busiest node, % of all nodes'", median(own, NodesRound::busiest)));
    figures.add(
        new Figure(
            "cores in use by the nodes / PostgreSQL",
            String.format(
                Locale.ROOT,
                "%.2f / %.2f",
                median(own, NodesRound::nodeCores),
                median(own, NodesRound::databaseCores))));
    return figures;
  }

  private List<NodesRound> of(int size) {
    return rounds.getOrDefault(size, List.of());
  }

  private static double median(List<NodesRound> rounds, ToDoubleFunction<NodesRound> number) {
    return Samples.of(rounds.stream().map(number::applyAsDouble).toList()).median();
  }

  private static double ratio(
      List<NodesRound> over, List<NodesRound> under, ToDoubleFunction<NodesRound> number) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < over.size(); i++) {
      ratios.add(number.applyAsDouble(over.get(i)) / number.applyAsDouble(under.get(i)));
    }
    return Samples.of(ratios).median();
  }
}
