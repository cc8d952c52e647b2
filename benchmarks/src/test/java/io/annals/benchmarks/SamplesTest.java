package io.annals.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {

  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(Samples.of(List.of(9.0, 1.0, 5.0)).median()).isEqualTo(5);
    assertThat(Samples.of(List.of(9.0, 1.0, 5.0, 6.0)).median()).isEqualTo(5.5);
  }

  @Test
  void aQuantileIsOneOfTheNumbers() {
    Samples hundred = Samples.of(IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList());

    assertThat(hundred.quantile(0.99)).isEqualTo(99);
    assertThat(hundred.quantile(1)).isEqualTo(100);
    assertThat(Samples.of(List.of(3.0)).quantile(0.99)).isEqualTo(3);
  }

  @Test
  void nothingHasNoMedian() {
    assertThatThrownBy(() -> Samples.of(List.of())).isInstanceOf(MeasurementException.class);
  }
}
