package io.annals.api.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.Test;

class OrderedIdentifiersTest {
  @Test
  void events_are_named_in_the_order_of_time_and_never_alike() {
    List<String> ids =
        Stream.generate(() -> new GenericEventMessage<>("event").getIdentifier())
            .limit(10_000)
            .toList();

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(UUID.fromString(ids.get(0)).version()).isEqualTo(7);
  }
}
