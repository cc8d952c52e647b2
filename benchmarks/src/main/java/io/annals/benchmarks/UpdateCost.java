package io.annals.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What an update costs a function with a long history: updates over one connection, in turn of
 * functions with histories of each length, so that the machine is the same to all of them. The
 * histories are made by really updating. Each update of a function with one version is of another
 * function, because it has two then.
 */
final class UpdateCost {
  private static final int MAKERS = 4;
  private static final double MOST = 1.5;

  private final List<Integer> lengths;
  private final int updates;
  private final Map<Integer, String> histories = new LinkedHashMap<>();
  private final List<String> young = new ArrayList<>();

  /** What was measured. */
  record Report(List<Figure> figures, Goal goal) {}

  UpdateCost(List<Integer> lengths, int updates) {
    this.lengths = lengths;
    this.updates = updates;
  }

  Report measure(RegistryServer server) throws IOException {
    for (int length : lengths) {
      makeHistory(server, length);
    }
    Map<Integer, List<Double>> micros = new LinkedHashMap<>();
    lengths.forEach(length -> micros.put(length, new ArrayList<>()));
    try (RegistryClient client = server.client()) {
      // Some stay untouched for the measurement after a restart.
      young.addAll(client.create(updates + 1));
      client.settle(young.get(0));
      for (int i = 1; i <= updates; i++) {
        for (int length : lengths) {
          double took = client.update(of(length, i)).micros();
          micros.getOrDefault(length, new ArrayList<>()).add(took);
        }
      }
    }
    List<Figure> figures = new ArrayList<>();
    micros.forEach(
        (length, took) ->
            figures.add(
                Figure.millis(
                    "update at " + versions(length) + ", p50 ms", Samples.of(took).median())));
    double first = Samples.of(micros.getOrDefault(lengths.get(0), List.of())).median();
    int longest = lengths.get(lengths.size() - 1);
    double last = Samples.of(micros.getOrDefault(longest, List.of())).median();
    return new Report(
        figures,
        Goal.atMost(
            "update at " + versions(longest) + " at most " + MOST + " times that at 1",
            last / first,
            MOST));
  }

  /** The first update of each length after the server was started anew: nothing is in memory. */
  List<Figure> afterRestart(RegistryServer server, List<String> others) throws IOException {
    List<Figure> figures = new ArrayList<>();
    try (RegistryClient client = server.client()) {
      // Not the start of the virtual machine is to be measured, but that of the function.
      for (String other : others) {
        client.update(other);
      }
      client.settle(others.get(0));
      for (int length : lengths) {
        double micros = client.update(length == 1 ? young.get(1) : of(length, 0)).micros();
        figures.add(
            Figure.millis("first update after a restart, " + versions(length) + ", ms", micros));
      }
    }
    return figures;
  }

  private String of(int length, int turn) {
    return length == 1 ? young.get(turn) : histories.getOrDefault(length, "");
  }

  private static String versions(int length) {
    return String.format(Locale.ROOT, length == 1 ? "%,d version" : "%,d versions", length);
  }

  private void makeHistory(RegistryServer server, int length) throws IOException {
    if (length == 1) {
      return;
    }
    String function;
    // Not kept open: making the history takes longer than a server keeps an idle connection.
    try (RegistryClient client = server.client()) {
      function = client.create(1).get(0);
    }
    histories.put(length, function);
    int share = (length - 1 + MAKERS - 1) / MAKERS;
    ExecutorService executor = Executors.newFixedThreadPool(MAKERS);
    try {
      List<Future<Integer>> made = new ArrayList<>();
      for (int i = 0; i < MAKERS; i++) {
        Callable<Integer> maker = () -> update(server, function, share);
        made.add(executor.submit(maker));
      }
      for (Future<Integer> each : made) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new MeasurementException("The history cannot be made: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeasurementException("Interrupted.", e);
    } finally {
      executor.shutdownNow();
    }
  }

  private static int update(RegistryServer server, String function, int times) throws IOException {
    try (RegistryClient client = server.client()) {
      for (int i = 0; i < times; i++) {
        client.update(function);
      }
      return times;
    }
  }
}
