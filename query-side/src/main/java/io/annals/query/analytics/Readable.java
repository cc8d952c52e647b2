package io.annals.query.analytics;

import io.annals.api.serialization.EventTypes;
import java.util.Map;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of an event; the rest counts as absent, so that no event holds up the counts.
 */
final class Readable {
  private static final String UNKNOWN = "unknown";

  private Readable() {}

  /** The payload, null where it cannot be read. */
  static @Nullable Object payload(EventMessage<?> message) {
    try {
      return message.getPayload();
    } catch (SerializationException e) {
      return null;
    }
  }

  /** The event's type, {@value #UNKNOWN} where this release does not know it. */
  static String type(EventMessage<?> message) {
    Class<?> type = message.getPayloadType();
    return type == UnknownSerializedType.class ? UNKNOWN : EventTypes.nameOf(type);
  }

  static Map<String, ?> metaData(EventMessage<?> message) {
    try {
      return message.getMetaData();
    } catch (SerializationException e) {
      return Map.of();
    }
  }
}
