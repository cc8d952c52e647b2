package io.annals.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void addsUpAMetricOverItsLabels() {
    String metrics =
        """
        # HELP annals_projection_lag events not in the views yet
        # TYPE annals_projection_lag gauge
        annals_projection_lag{processor="views"} 1200.0
        annals_projection_lag{processor="usages"} 3.0
        annals_projection_lag_seconds 7.0
        """;

    assertThat(new Metrics(metrics).sum("annals_projection_lag")).isEqualTo(1203);
  }

  @Test
  void aMetricThatIsNotReportedIsNotZero() {
    assertThatThrownBy(() -> new Metrics("jvm_memory_used_bytes 1\n").sum("annals_projection_lag"))
        .isInstanceOf(MeasurementException.class);
  }

  @Test
  void relatesWhatTwoMetricsGrewBy() {
    Metrics before = new Metrics("events_total 100.0\ncommits_total 10.0\n");
    Metrics after = new Metrics("events_total 700.0\ncommits_total 30.0\n");

    assertThat(after.growth(before, "events_total", "commits_total")).isEqualTo(30);
  }

  @Test
  void findsTheBucketThatHoldsAQuantileOfWhatIsNew() {
    Metrics before =
        new Metrics(
            """
            seen_seconds_bucket{le="0.001"} 90.0
            seen_seconds_bucket{le="0.002"} 90.0
            seen_seconds_bucket{le="+Inf"} 90.0
            """);
    Metrics after =
        new Metrics(
            """
            seen_seconds_bucket{le="0.001"} 92.0
            seen_seconds_bucket{le="0.002"} 96.0
            seen_seconds_bucket{le="+Inf"} 100.0
            """);

    assertThat(after.quantile(before, "seen_seconds", 0.2)).isEqualTo(0.001);
    assertThat(after.quantile(before, "seen_seconds", 0.5)).isEqualTo(0.002);
    assertThat(after.quantile(before, "seen_seconds", 0.99)).isInfinite();
  }
}
