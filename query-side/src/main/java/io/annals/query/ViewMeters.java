package io.annals.query;

import io.annals.api.operation.OperationId;
import io.annals.query.database.ViewDatabase;
import io.annals.query.projection.Progress;
import io.annals.query.projection.Step;
import io.annals.query.projection.StepListener;
import io.annals.query.state.Micros;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Measures how far the views are behind the events. */
final class ViewMeters implements StepListener {
  private final Progress progress;
  private final LongSupplier headAtStart;
  private final Timer visible;
  private final DurableTimes durable = new DurableTimes();
  private final List<VisibleListener> listeners = new CopyOnWriteArrayList<>();

  ViewMeters(
      MeterRegistry meters,
      Progress progress,
      ViewDatabase database,
      LongSupplier head,
      LongSupplier headAtStart) {
    this.progress = progress;
    this.headAtStart = headAtStart;
    this.visible =
        Timer.builder("annals.operation.visible")
            .description("From an event being stored to its being shown.")
            .publishPercentiles(0.5, 0.99)
            .publishPercentileHistogram()
            .register(meters);
    Gauge.builder("annals.projection.position", progress, Progress::position)
        .description("The position of the last event that the views show.")
        .register(meters);
    Gauge.builder("annals.projection.lag", () -> lag(head))
        .description("Events that are stored but not shown.")
        .register(meters);
    Gauge.builder("annals.operations.pending", () -> lag(head))
        .description("Operations that are not done; at the most, as some events are none.")
        .register(meters);
    Gauge.builder("annals.projection.dead.letters", () -> count(database))
        .description("Events that were put aside because they cannot be shown.")
        .register(meters);
  }

  /** Tells the listener of each change that is measured from now on. */
  void listen(VisibleListener listener) {
    listeners.add(listener);
  }

  /** Everything up to this position is durable from now on. */
  void durable(long position) {
    durable.reached(position);
  }

  private double lag(LongSupplier head) {
    return Math.max(0, head.getAsLong() - progress.position());
  }

  private static double count(ViewDatabase database) {
    Long count = database.reads().queryForObject("SELECT COUNT(*) FROM dead_letters", Long.class);
    return count == null ? 0 : count;
  }

  @Override
  public void applied(List<Step> steps) {
    long now = Micros.of(Instant.now());
    long live = headAtStart.getAsLong();
    for (Step step : steps) {
      // What was stored before the start waited for the server, not for the projection.
      long position = step.after().position();
      if (position > live && !progress.isRepeated(position)) {
        long stored = durable.of(position, step.after().updateTime());
        long latency = Math.max(0, now - stored);
        visible.record(latency, TimeUnit.MICROSECONDS);
        listeners.forEach(listener -> listener.shown(step.after().namespace(), now, latency));
      }
    }
  }

  @Override
  public void parked(List<OperationId> events) {}

  @Override
  public void forget() {}
}
