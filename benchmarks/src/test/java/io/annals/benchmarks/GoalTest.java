package io.annals.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoalTest {

  @Test
  void aLeastIsReachedFromTheBoundUp() {
    assertThat(Goal.atLeast("share", 0.25, 0.25).reached()).isTrue();
    assertThat(Goal.atLeast("share", 0.24, 0.25).reached()).isFalse();
  }

  @Test
  void aMostIsReachedUpToTheBound() {
    assertThat(Goal.atMost("cost", 1.5, 1.5).reached()).isTrue();
    assertThat(Goal.atMost("cost", 1.51, 1.5).reached()).isFalse();
  }

  @Test
  void theLineSaysTheGoalAndHowItWent() {
    assertThat(Goal.atMost("cost at most 1.5", 1.26, 1.5).figure())
        .isEqualTo(new Figure("**Goal: cost at most 1.5**", "reached (1.26)"));
    assertThat(Goal.atMost("cost at most 1.5", 2, 1.5).figure().value())
        .isEqualTo("**not reached** (2.00)");
  }
}
