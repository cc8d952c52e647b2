package io.annals.eventstore;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;

/** Events and engines for tests. */
final class Samples {
  static final Serializer JSON = Jackson3Serializer.builder().build();

  private Samples() {}

  /** The payload of every event here. */
  record Noted(String text) {}

  static GroupCommitEngine.Builder engine(EventDatabase database) {
    return GroupCommitEngine.builder(database)
        .eventSerializer(JSON)
        .snapshotSerializer(JSON)
        .meters(new SimpleMeterRegistry());
  }

  static DomainEventMessage<Noted> event(String aggregateId, long sequence) {
    return event(aggregateId, sequence, aggregateId + "#" + sequence);
  }

  static DomainEventMessage<Noted> event(String aggregateId, long sequence, String text) {
    return new GenericDomainEventMessage<>(
        "Note", aggregateId, sequence, new Noted(text), Map.of("actor", "ann"));
  }

  static DomainEventMessage<Noted> eventAt(String aggregateId, long sequence, Instant time) {
    DomainEventMessage<Noted> message = event(aggregateId, sequence);
    return new GenericDomainEventMessage<>("Note", aggregateId, sequence, message, () -> time);
  }

  static String text(TrackedEventMessage<?> message) {
    return ((Noted) message.getPayload()).text();
  }

  static long position(TrackedEventMessage<?> message) {
    return StreamedEngine.position(message.trackingToken());
  }

  /** Reads so many events, waiting for each at most some seconds. */
  static List<TrackedEventMessage<?>> read(BlockingStream<TrackedEventMessage<?>> stream, int count)
      throws InterruptedException {
    List<TrackedEventMessage<?>> found = new ArrayList<>();
    while (found.size() < count && stream.hasNextAvailable(20, TimeUnit.SECONDS)) {
      found.add(stream.nextAvailable());
    }
    return found;
  }
}
