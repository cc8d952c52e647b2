package io.annals.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyBucketsTest {

  @Test
  void aBucketEndsWhereTheNextBeginsAndIsNoWiderThanAnEighth() {
    for (int bucket = 0; bucket < 300; bucket++) {
      long end = LatencyBuckets.end(bucket);
      assertThat(LatencyBuckets.of(end)).isEqualTo(bucket);
      assertThat(LatencyBuckets.of(end + 1)).isEqualTo(bucket + 1);
      long begin = bucket == 0 ? 0 : LatencyBuckets.end(bucket - 1) + 1;
      assertThat(end - begin).isLessThanOrEqualTo(begin / 8);
    }
  }

  @Test
  void everyDurationIsInABucketThatEndsNotBeforeIt() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long micros = random.nextLong() >>> random.nextInt(1, 64);
      assertThat(LatencyBuckets.end(LatencyBuckets.of(micros))).isGreaterThanOrEqualTo(micros);
    }
    assertThat(LatencyBuckets.of(-5)).isZero();
    assertThat(LatencyBuckets.end(LatencyBuckets.of(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
  }
}
