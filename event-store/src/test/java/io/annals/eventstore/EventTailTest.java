package io.annals.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.junit.jupiter.api.Test;

class EventTailTest {
  private final EventTail tail = new EventTail(10, 4, 100);

  @Test
  void holdsTheNewestUpToACount() {
    publish(11, 13, 1);
    assertThat(positionsAfter(10)).containsExactly(11L, 12L, 13L);
    publish(14, 16, 1);
    assertThat(positionsAfter(10)).isEmpty();
    assertThat(positionsAfter(12)).containsExactly(13L, 14L, 15L, 16L);
    assertThat(positionsAfter(15)).containsExactly(16L);
    assertThat(positionsAfter(16)).isEmpty();
    assertThat(tail.head()).isEqualTo(16);
  }

  @Test
  void holdsTheNewestUpToAWeight() {
    publish(11, 12, 40);
    publish(13, 13, 40);
    assertThat(positionsAfter(10)).isEmpty();
    assertThat(positionsAfter(11)).containsExactly(12L, 13L);
    publish(14, 14, 1_000);
    assertThat(positionsAfter(13)).isEmpty();
    publish(15, 15, 1);
    assertThat(positionsAfter(14)).containsExactly(15L);
  }

  @Test
  void neverJoinsEventsAcrossAGap() {
    publish(11, 12, 1);
    tail.advance(14);
    assertThat(tail.head()).isEqualTo(14);
    assertThat(positionsAfter(10)).containsExactly(11L, 12L);
    assertThat(positionsAfter(12)).isEmpty();
    publish(15, 16, 1);
    assertThat(positionsAfter(11)).isEmpty();
    assertThat(positionsAfter(13)).isEmpty();
    assertThat(positionsAfter(14)).containsExactly(15L, 16L);
  }

  @Test
  void theHeadNeverGoesBack() {
    tail.advance(20);
    publish(11, 12, 1);
    tail.advance(5);
    assertThat(tail.head()).isEqualTo(20);
  }

  private void publish(long first, long last, int weight) {
    List<TrackedEventMessage<?>> messages =
        LongStream.rangeClosed(first, last)
            .<TrackedEventMessage<?>>mapToObj(
                p ->
                    new GenericTrackedDomainEventMessage<>(
                        new GlobalSequenceTrackingToken(p), Samples.event("a", p)))
            .toList();
    int[] weights = new int[messages.size()];
    java.util.Arrays.fill(weights, weight);
    tail.publish(first, messages, weights);
  }

  private List<Long> positionsAfter(long position) {
    return tail.after(position, 100).stream().map(Samples::position).toList();
  }
}
