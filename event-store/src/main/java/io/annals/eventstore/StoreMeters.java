package io.annals.eventstore;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;

/** The meters of {@link GroupCommitEngine}; its documentation says what each counts. */
final class StoreMeters {
  final Counter appended;
  final DistributionSummary batchSize;
  final Timer commit;
  final Counter conflicts;
  final Counter failures;

  StoreMeters(MeterRegistry registry, Collection<?> queue) {
    appended = Counter.builder("annals.events.appended").baseUnit("events").register(registry);
    batchSize =
        DistributionSummary.builder("annals.events.batch.size")
            .baseUnit("events")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    commit = Timer.builder("annals.events.commit").publishPercentiles(0.5, 0.99).register(registry);
    conflicts = Counter.builder("annals.events.conflicts").baseUnit("appends").register(registry);
    failures = Counter.builder("annals.events.failures").baseUnit("batches").register(registry);
    Gauge.builder("annals.events.queue", queue, Collection::size)
        .baseUnit("appends")
        .register(registry);
  }
}
