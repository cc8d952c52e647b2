package io.annals.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReplayTest {

  @Test
  void addsUpTheLagOfAllProcessors() {
    String metrics =
        """
        # HELP annals_projection_lag events not in the views yet
        # TYPE annals_projection_lag gauge
        annals_projection_lag{processor="views"} 1200.0
        annals_projection_lag{processor="usages"} 3.0
        annals_projection_lag_seconds 7.0
        """;

    assertThat(Replay.lag(metrics)).isEqualTo(1203);
  }

  @Test
  void aServerThatReportsNoLagCannotBeWatched() {
    assertThatThrownBy(() -> Replay.lag("jvm_memory_used_bytes 1\n"))
        .isInstanceOf(MeasurementException.class);
  }
}
