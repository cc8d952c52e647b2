package io.annals.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How fast the views are made again from the events: they are thrown away and the server is started
 * without them, as an operator would. What counts is the time in which the lag that the server
 * reports falls to nothing, not the start of the virtual machine before it; the start of its
 * compiler is in it. Beside it, a plain scan of the same rows, and a replay while the views are
 * served, from the order for it to the exchange and the deletion of what was served before.
 */
final class Replay {
  private static final String LAG = "annals_projection_lag";
  private static final long PATIENCE_NANOS = 900_000_000_000L;

  private final Store store;

  Replay(Store store) {
    this.store = store;
  }

  /** The scan of the events, the server being stopped. */
  Scan.Result scan() throws SQLException {
    return Scan.of(store);
  }

  /**
   * Throws the views away and starts a server, which is given back running.
   *
   * @param figures where the result is added
   */
  RegistryServer measure(Supplier<RegistryServer> starter, Scan.Result scan, List<Figure> figures)
      throws IOException {
    store.dropViews();
    RegistryServer server = starter.get();
    try (RegistryClient client = server.client()) {
      double perSecond = perSecond(client, scan.events());
      figures.add(Figure.count("replay, events/s", perSecond));
      figures.add(Figure.count("plain scan of the same rows, events/s", scan.perSecond()));
      figures.add(Figure.ratio("replay / scan", perSecond / scan.perSecond()));
      figures.add(Figure.count("replay beside the served views, events/s", client.replay()));
      figures.add(Figure.count("events of the run", scan.events()));
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** A moment at which this many events were not in the views yet. */
  private record Moment(long nanos, double lag) {}

  private static double perSecond(RegistryClient client, long events) throws IOException {
    List<Moment> moments = new ArrayList<>();
    long start = System.nanoTime();
    double lag;
    do {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new MeasurementException("The replay does not end.");
      }
      lag = Metrics.of(client).sum(LAG);
      moments.add(new Moment(System.nanoTime(), lag));
      RegistryServer.pause(50);
    } while (lag > 0);
    Moment first = moments.get(0);
    Moment last = moments.get(moments.size() - 1);
    if (first.lag() < events / 2.0) {
      throw new MeasurementException(
          "The replay was half done before it could be watched; let it have more events.");
    }
    return first.lag() / ((last.nanos() - first.nanos()) / 1e9);
  }
}
