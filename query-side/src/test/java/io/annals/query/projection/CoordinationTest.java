package io.annals.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoordinationTest {
  private final Coordination coordination = new Coordination("coordination-test");

  @AfterEach
  void stop() {
    coordination.shutdownNow();
  }

  @Test
  void noPauseIsLong() {
    assertThat(
            coordination.schedule(() -> {}, 60, TimeUnit.SECONDS).getDelay(TimeUnit.MILLISECONDS))
        .isBetween(500L, Coordination.LONGEST_PAUSE.toMillis());
    assertThat(
            coordination
                .schedule(() -> {}, 300, TimeUnit.MILLISECONDS)
                .getDelay(TimeUnit.MILLISECONDS))
        .isLessThanOrEqualTo(300);
  }
}
