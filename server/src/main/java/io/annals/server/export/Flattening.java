package io.annals.server.export;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annals.api.context.RequestContext;
import io.annals.api.context.Subject;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.log.RecordedEvent;
import io.annals.api.log.Redaction;
import io.annals.api.operation.EventFacts;
import io.annals.api.serialization.EventSerializer;
import io.annals.api.serialization.EventTypes;
import io.annals.api.workflow.WorkflowCreated;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes rows of events, which have to come in their order. What a row cannot say, because this
 * release does not know the event's type or its payload is no JSON, it leaves empty.
 */
final class Flattening {
  /** Streams of which is remembered what they are about, for events that do not say it. */
  private static final int REMEMBERED = 100_000;

  private final JsonMapper json = EventSerializer.configure(JsonMapper.builder()).build();
  private final Cache<String, Subject> subjects =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  FlatEvent row(RecordedEvent event) {
    Map<?, ?> metadata = read(event.metadata(), Map.class).orElse(Map.of());
    Object payload = payload(event);
    Optional<EventFacts> facts = EventFacts.ofAny(payload);
    Subject subject = subject(event, metadata, payload);
    return new FlatEvent(
        event.position(),
        event.eventId(),
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(event.time())),
        event.type(),
        event.revision(),
        subject == null ? null : subject.namespace(),
        subject == null ? null : subject.kind(),
        event.aggregateType(),
        event.aggregateId(),
        event.sequence(),
        facts.isPresent() && facts.get().madeVersion().isPresent()
            ? (Long) facts.get().madeVersion().getAsLong()
            : null,
        facts.map(EventFacts::changed).orElse(List.of()),
        text(metadata, RequestContext.PRINCIPAL),
        text(metadata, RequestContext.DIALECT),
        text(metadata, RequestContext.REQUEST_ID),
        text(metadata, RequestContext.SOURCE),
        Redaction.of(event.type(), event.payload()),
        event.payload().getBytes(StandardCharsets.UTF_8).length);
  }

  private @Nullable Object payload(RecordedEvent event) {
    Optional<Class<?>> type = EventTypes.classOf(event.type());
    return type.isEmpty() ? null : read(event.payload(), type.get()).orElse(null);
  }

  private <T> Optional<T> read(String text, Class<T> type) {
    try {
      return Optional.ofNullable(json.readValue(text, type));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private @Nullable Subject subject(
      RecordedEvent event, Map<?, ?> metadata, @Nullable Object payload) {
    String namespace = text(metadata, Subject.NAMESPACE);
    if (namespace != null) {
      return new Subject(namespace, text(metadata, Subject.KIND));
    }
    Subject begun = null;
    if (payload instanceof FunctionCreated created) {
      Object kind = created.changes().get(Field.KIND);
      begun =
          new Subject(
              created.namespace(), String.valueOf(kind == null ? Field.KIND.defaultValue() : kind));
    } else if (payload instanceof WorkflowCreated created) {
      begun = new Subject(created.namespace(), null);
    }
    if (begun != null) {
      subjects.put(event.aggregateId(), begun);
      return begun;
    }
    return subjects.getIfPresent(event.aggregateId());
  }

  private static @Nullable String text(Map<?, ?> metadata, String key) {
    return metadata.get(key) instanceof String text ? text : null;
  }
}
