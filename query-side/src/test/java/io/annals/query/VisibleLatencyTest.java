package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.api.analytics.Interval;
import io.annals.api.analytics.Latencies;
import io.annals.api.analytics.MeasureLatency;
import io.annals.api.analytics.Period;
import io.annals.api.context.Subject;
import io.annals.api.name.NameClaimed;
import io.annals.query.CountedEvents.Fact;
import io.annals.query.state.Micros;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How soon changes were shown, as it was measured. */
class VisibleLatencyTest {
  private static final Instant HOUR = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void quantilesAreThoseOfTheMeasurementsUpToABucketsWidth(Store store) {
    try (CountedEvents events = new CountedEvents(store, folder)) {
      events.start();
      for (int i = 1; i <= 1000; i++) {
        shown(events, i % 2 == 0 ? "a" : "b", HOUR, i * 100L);
      }
      shown(events, "a", HOUR.plus(Duration.ofHours(1)), 7);
      await().until(() -> measured(events, null).stream().mapToLong(r -> r.count()).sum() == 1001);

      List<Latencies.Row> rows = measured(events, null);
      assertThat(rows).hasSize(2);
      Latencies.Row first = rows.get(0);
      assertThat(first.time()).isEqualTo(HOUR);
      assertThat(first.count()).isEqualTo(1000);
      near(first.p50(), 50_000);
      near(first.p90(), 90_000);
      near(first.p99(), 99_000);
      assertThat(first.max()).isEqualTo(Duration.ofMillis(100));
      assertThat(rows.get(1).p50()).isEqualTo(Duration.ofNanos(7_000));
      assertThat(measured(events, "b")).hasSize(1);

      // A process that stops keeps what it has measured.
      shown(events, "c", HOUR, 9);
      events.stop();
      events.start();
      assertThat(measured(events, "c")).extracting(Latencies.Row::count).containsExactly(1L);
      assertThat(measured(events, null).get(0).count()).isEqualTo(1001);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SQLITE")
  void whileTheDatabaseIsAwayMeasurementsWaitAndEventsAreStored(Store store) {
    try (CountedEvents events = new CountedEvents(store, folder)) {
      events.start();
      var writes = events.node().database.writes();
      writes.execute("ALTER TABLE visible_latency RENAME TO away");
      writes.execute("ALTER TABLE counted RENAME TO gone");
      shown(events, "a", HOUR, 5);
      Subject subject = new Subject("a", null);
      Fact fact = new Fact(HOUR, "a", "", "", "key:ann", "native", List.of(), "");
      for (int i = 0; i < 20; i++) {
        events.store("NameClaim", "n" + i, new NameClaimed("a", "n", "f"), subject, fact);
      }
      assertThat(events.engine.headPosition()).isEqualTo(20);
      assertThat(events.node().analytics.position()).isLessThan(20);
      writes.execute("ALTER TABLE gone RENAME TO counted");
      writes.execute("ALTER TABLE away RENAME TO visible_latency");
      events.settle();
      await().until(() -> !measured(events, "a").isEmpty());
      assertThat(measured(events, "a")).extracting(Latencies.Row::count).containsExactly(1L);
      Long total = writes.queryForObject("SELECT SUM(total) FROM changes", Long.class);
      assertThat(total).isEqualTo(20);
    }
  }

  private static void shown(CountedEvents events, String namespace, Instant when, long micros) {
    events.node().analytics.shown(namespace, Micros.of(when), micros);
  }

  private static List<Latencies.Row> measured(CountedEvents events, @Nullable String namespace) {
    return events
        .ask(new MeasureLatency(namespace, Interval.HOUR, new Period(null, null)), Latencies.class)
        .rows();
  }

  private static void near(Duration found, long micros) {
    assertThat(found.toNanos() / 1000).isBetween(micros, micros + micros / 8);
  }
}
