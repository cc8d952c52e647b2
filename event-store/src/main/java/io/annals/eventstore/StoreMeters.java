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
    appended =
        Counter.builder("annals.events.appended")
            .description("Events that were stored by this node.")
            .baseUnit("events")
            .register(registry);
    batchSize =
        DistributionSummary.builder("annals.events.batch.size")
            .description("Events in one transaction.")
            .baseUnit("events")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    commit =
        Timer.builder("annals.events.commit")
            .description("One transaction, from taking the lock to having answered the callers.")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    conflicts =
        Counter.builder("annals.events.conflicts")
            .description("Appends that lost a race; most are decided again, unseen by the client.")
            .baseUnit("appends")
            .register(registry);
    failures =
        Counter.builder("annals.events.failures")
            .description("Transactions that were lost to a failing store.")
            .baseUnit("batches")
            .register(registry);
    Gauge.builder("annals.events.queue", queue, Collection::size)
        .description("Appends and snapshots that wait for the writer.")
        .baseUnit("appends")
        .register(registry);
  }
}
