package io.annals.benchmarks;

import io.annals.benchmarks.RegistryClient.Acknowledged;
import io.annals.benchmarks.Wrk.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long after its acknowledgement an update is visible, seen from outside while wrk loads the
 * server: a probe updates without waiting, and when the acknowledgement is there asks at once to be
 * told when the operation is done. Its own question takes a round trip too, so it asks the same
 * about an operation that is done already; that time is printed beside the other and not taken off.
 * The server's own timer of all updates, from an event's time to its commit in the views, stands
 * beside them: it sees every update, but only inside, and begins before the acknowledgement.
 */
final class Visibility {
  private static final int CONNECTIONS = 64;
  private static final int PROBES = 2;
  private static final String TIMER = "annals_operation_visible_seconds";

  private final RegistryServer server;
  private final Wrk wrk;
  private final List<String> functions;
  private final int seconds;

  /** Times of the probes, in microseconds. */
  private record Probe(double acknowledged, double visible, double question) {}

  /** What was measured. */
  record Report(List<Figure> figures, Goal goal) {}

  /**
   * Measures beside a load.
   *
   * @param functions of the probes alone, at least {@value #PROBES}
   */
  Visibility(RegistryServer server, Wrk wrk, List<String> functions, int seconds) {
    this.server = server;
    this.wrk = wrk;
    this.functions = functions;
    this.seconds = seconds;
  }

  /** While 64 connections send as much as they can. */
  Report atFullLoad(int rounds) throws IOException {
    return measure("full load", 0, rounds);
  }

  /** While they send about half of this rate. */
  Report atHalfLoad(double fullPerSecond, int rounds) throws IOException {
    int pause = (int) Math.max(1, Math.round(2 * CONNECTIONS / fullPerSecond * 1_000));
    return measure("half load", pause, rounds);
  }

  private Report measure(String name, int pause, int rounds) throws IOException {
    List<Double> rates = new ArrayList<>();
    List<Double> loadP50s = new ArrayList<>();
    List<Double> p50s = new ArrayList<>();
    List<Double> p99s = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Metrics before = Metrics.of(server);
      WrkReport load = loadBesideProbes(pause, probes);
      Metrics after = Metrics.of(server);
      p50s.add(1e6 * after.quantile(before, TIMER, 0.5));
      p99s.add(1e6 * after.quantile(before, TIMER, 0.99));
      rates.add(load.perSecond());
      loadP50s.add(load.p50());
    }
    Samples acknowledged = Samples.of(probes.stream().map(Probe::acknowledged).toList());
    Samples visible = Samples.of(probes.stream().map(Probe::visible).toList());
    Samples question = Samples.of(probes.stream().map(Probe::question).toList());
    List<Figure> figures = new ArrayList<>();
    figures.add(Figure.count(name + ": PATCH/s beside the probes", Samples.of(rates).median()));
    figures.add(Figure.millis(name + ": acknowledged, p50 of the load, ms", median(loadP50s)));
    figures.add(both(name + ": acknowledged, p50 / p99 of the probes, ms", acknowledged));
    figures.add(both(name + ": from acknowledged to visible, p50 / p99 ms", visible));
    figures.add(both(name + ": of which the question alone, p50 / p99 ms", question));
    figures.add(
        Figure.millis(
            name + ": from event to views, all, p50 / p99 ms", median(p50s), median(p99s)));
    Goal goal =
        Goal.atMost(
            name + ": p50 to visible under p50 to acknowledged, as a ratio",
            visible.median() / acknowledged.median(),
            1.0);
    return new Report(figures, goal);
  }

  private static Figure both(String name, Samples samples) {
    return Figure.millis(name, samples.median(), samples.quantile(0.99));
  }

  private static double median(List<Double> numbers) {
    return Samples.of(numbers).median();
  }

  private WrkReport loadBesideProbes(int pause, List<Probe> probes) throws IOException {
    ExecutorService executor = Executors.newFixedThreadPool(PROBES);
    try {
      long start = System.nanoTime();
      // The first second is the load's own start, and the last the probes' end.
      long begin = start + 1_000_000_000L;
      long end = start + seconds * 1_000_000_000L;
      List<Future<List<Probe>>> futures = new ArrayList<>();
      for (int i = 0; i < PROBES; i++) {
        String function = functions.get(i);
        Callable<List<Probe>> probing = () -> probe(function, begin, end);
        futures.add(executor.submit(probing));
      }
      WrkReport load = wrk.run(Kind.UPDATE, CONNECTIONS, seconds + 1, pause);
      for (Future<List<Probe>> future : futures) {
        probes.addAll(future.get());
      }
      try (RegistryClient client = server.client()) {
        client.settle(functions.get(0));
      }
      return load;
    } catch (ExecutionException e) {
      throw new MeasurementException("A probe failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeasurementException("Interrupted.", e);
    } finally {
      executor.shutdownNow();
    }
  }

  private List<Probe> probe(String function, long begin, long end) throws IOException {
    List<Probe> probes = new ArrayList<>();
    try (RegistryClient client = server.client()) {
      while (System.nanoTime() < end) {
        Acknowledged update = client.update(function);
        long acknowledged = System.nanoTime();
        client.awaitDone(update.operation());
        long visible = System.nanoTime();
        client.awaitDone(update.operation());
        long asked = System.nanoTime();
        if (acknowledged > begin) {
          probes.add(
              new Probe(update.micros(), (visible - acknowledged) / 1e3, (asked - visible) / 1e3));
        }
        RegistryServer.pause(2);
      }
    }
    return probes;
  }
}
