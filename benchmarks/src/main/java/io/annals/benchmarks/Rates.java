package io.annals.benchmarks;

import io.annals.benchmarks.Wrk.Kind;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How much per second: durable updates beside no-op ones and beside plain inserts, and reads. The
 * loads take turns, each round in the other direction, so that what disturbs the machine disturbs
 * both sides of a ratio alike. A ratio is the median of the rounds' own ratios.
 */
final class Rates {
  private static final List<Integer> CONNECTIONS = List.of(32, 64);
  private static final String COMMITS = "annals_events_commit_seconds_count";
  private static final double LEAST_OF_NOOP = 0.25;

  private final RegistryServer server;
  private final Wrk wrk;
  private final JdbcLoop jdbc;
  private final String function;
  private final int seconds;

  /** One load and what came of it. */
  private record Result(
      double perSecond, double cpuMicros, double p50, double p99, double eventsPerCommit) {}

  /** What is loaded, and with how many connections. */
  private record Load(Yard yard, int connections) {}

  private enum Yard {
    NOOP,
    DURABLE,
    JDBC,
    VISIBLE,
    GET
  }

  Rates(RegistryServer server, Wrk wrk, JdbcLoop jdbc, String function, int seconds) {
    this.server = server;
    this.wrk = wrk;
    this.jdbc = jdbc;
    this.function = function;
    this.seconds = seconds;
  }

  /** What was measured. */
  record Report(List<Figure> figures, List<Goal> goals, double durablePerSecond) {}

  Report measure(int rounds) throws IOException, SQLException {
    List<Load> loads = new ArrayList<>();
    for (int connections : CONNECTIONS) {
      loads.add(new Load(Yard.NOOP, connections));
      loads.add(new Load(Yard.DURABLE, connections));
      loads.add(new Load(Yard.JDBC, connections));
    }
    loads.add(new Load(Yard.VISIBLE, 64));
    loads.add(new Load(Yard.GET, 64));
    Map<Load, List<Result>> results = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Load load : loads) {
        results.computeIfAbsent(load, any -> new ArrayList<>()).add(run(load));
      }
      Collections.reverse(loads);
    }
    return report(results);
  }

  private Result run(Load load) throws IOException, SQLException {
    if (load.yard() == Yard.JDBC) {
      return new Result(jdbc.perSecond(load.connections(), seconds), 0, 0, 0, 0);
    }
    Metrics before = Metrics.of(server);
    double cpu = server.cpuSeconds();
    WrkReport report = wrk.run(kind(load.yard()), load.connections(), seconds);
    try (RegistryClient client = server.client()) {
      client.settle(function);
    }
    double micros = (server.cpuSeconds() - cpu) * 1e6 / report.requests();
    double group =
        Metrics.of(server).growth(before, "annals_events_appended_events_total", COMMITS);
    return new Result(report.perSecond(), micros, report.p50(), report.p99(), group);
  }

  private static Kind kind(Yard yard) {
    return switch (yard) {
      case NOOP -> Kind.NOOP;
      case DURABLE -> Kind.UPDATE;
      case VISIBLE -> Kind.UPDATE_WAIT;
      case GET, JDBC -> Kind.GET;
    };
  }

  private static Report report(Map<Load, List<Result>> results) {
    List<Figure> figures = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    double best = 0;
    for (int connections : CONNECTIONS) {
      Map<Yard, List<Result>> at = new EnumMap<>(Yard.class);
      for (Yard yard : List.of(Yard.NOOP, Yard.DURABLE, Yard.JDBC)) {
        at.put(yard, results.getOrDefault(new Load(yard, connections), List.of()));
      }
      List<Result> durable = at.getOrDefault(Yard.DURABLE, List.of());
      List<Result> noop = at.getOrDefault(Yard.NOOP, List.of());
      List<Result> plain = at.getOrDefault(Yard.JDBC, List.of());
      String suffix = ", " + connections + " connections";
      double perSecond = median(durable, Result::perSecond);
      double ofNoop = ratio(durable, noop);
      best = perSecond;
      figures.add(Figure.count("durable PATCH/s" + suffix, perSecond));
      figures.add(Figure.count("no-op PATCH/s" + suffix, median(noop, Result::perSecond)));
      figures.add(
          Figure.count(
              "plain JDBC insert + commit/s, " + connections + " threads",
              median(plain, Result::perSecond)));
      figures.add(Figure.ratio("durable / no-op" + suffix, ofNoop));
      figures.add(Figure.ratio("durable / plain JDBC" + suffix, ratio(durable, plain)));
      figures.add(latency("durable PATCH" + suffix + ", p50 / p99 ms", durable));
      figures.add(
          Figure.ratio("events per commit" + suffix, median(durable, Result::eventsPerCommit)));
      figures.add(
          new Figure(
              "server CPU µs per PATCH" + suffix + ", durable / no-op",
              Figure.count("", median(durable, Result::cpuMicros)).value()
                  + " / "
                  + Figure.count("", median(noop, Result::cpuMicros)).value()));
      goals.add(
          Goal.atLeast(
              "durable / no-op at least " + LEAST_OF_NOOP + suffix, ofNoop, LEAST_OF_NOOP));
    }
    List<Result> visible = results.getOrDefault(new Load(Yard.VISIBLE, 64), List.of());
    List<Result> gets = results.getOrDefault(new Load(Yard.GET, 64), List.of());
    figures.add(
        Figure.count(
            "PATCH/s answered when visible, 64 connections", median(visible, Result::perSecond)));
    figures.add(latency("PATCH answered when visible, p50 / p99 ms", visible));
    figures.add(Figure.count("GET/s, 64 connections", median(gets, Result::perSecond)));
    figures.add(latency("GET, p50 / p99 ms", gets));
    return new Report(figures, goals, best);
  }

  private static Figure latency(String name, List<Result> results) {
    return Figure.millis(name, median(results, Result::p50), median(results, Result::p99));
  }

  private static double median(List<Result> results, ToDoubleFunction<Result> number) {
    return Samples.of(results.stream().map(number::applyAsDouble).toList()).median();
  }

  private static double ratio(List<Result> over, List<Result> under) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < over.size(); i++) {
      ratios.add(over.get(i).perSecond() / under.get(i).perSecond());
    }
    return Samples.of(ratios).median();
  }
}
