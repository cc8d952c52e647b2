package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.query.state.Micros;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DurableTimesTest {
  private static final long UNKNOWN = -7;

  private final DurableTimes times = new DurableTimes();

  @Test
  void anEventIsAsOldAsTheArrivalThatBroughtIt() {
    times.reached(10);
    long before = Micros.of(Instant.now());
    times.reached(13);
    long after = Micros.of(Instant.now());
    times.reached(14);
    times.reached(12);

    for (long position = 11; position <= 13; position++) {
      assertThat(times.of(position, UNKNOWN)).isBetween(before, after);
    }
    assertThat(times.of(14, UNKNOWN)).isGreaterThanOrEqualTo(after);
    assertThat(times.of(15, UNKNOWN)).isEqualTo(UNKNOWN);
    assertThat(times.of(10, UNKNOWN)).as("may have come before").isEqualTo(UNKNOWN);
  }

  @Test
  void whatIsLongAgoIsForgotten() {
    for (long position = 1; position <= 10_000; position++) {
      times.reached(position);
    }
    assertThat(times.of(5_000, UNKNOWN)).isEqualTo(UNKNOWN);
    assertThat(times.of(9_000, UNKNOWN)).isNotEqualTo(UNKNOWN);
    assertThat(times.of(10_000, UNKNOWN)).isNotEqualTo(UNKNOWN);
  }
}
