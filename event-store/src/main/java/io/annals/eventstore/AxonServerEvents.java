package io.annals.eventstore;

import com.google.protobuf.ByteString;
import io.axoniq.axonserver.grpc.MetaDataValue;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.event.Event;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same event as Axon Server keeps it and as {@link EventRow} does: the payload letter by
 * letter, metadata as a map, the time in milliseconds.
 */
final class AxonServerEvents {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private AxonServerEvents() {}

  /** What is sent of a message. */
  static Event of(EventMessage<?> message, Serializer serializer) {
    EventRow row = EventRow.of(message, serializer);
    Event.Builder event =
        Event.newBuilder()
            .setMessageIdentifier(row.eventId())
            .setAggregateIdentifier(row.aggregateId())
            .setAggregateSequenceNumber(row.sequence())
            .setAggregateType(row.aggregateType() == null ? "" : row.aggregateType())
            .setTimestamp(message.getTimestamp().toEpochMilli())
            .setPayload(
                SerializedObject.newBuilder()
                    .setType(row.type())
                    .setRevision(row.revision() == null ? "" : row.revision())
                    .setData(ByteString.copyFromUtf8(row.payload())));
    message.getMetaData().forEach((key, value) -> event.putMetaData(key, value(value)));
    return event.build();
  }

  private static MetaDataValue value(@Nullable Object value) {
    MetaDataValue.Builder builder = MetaDataValue.newBuilder();
    if (value instanceof Boolean truth) {
      return builder.setBooleanValue(truth).build();
    }
    if (value instanceof Double || value instanceof Float) {
      return builder.setDoubleValue(((Number) value).doubleValue()).build();
    }
    if (value instanceof Number number) {
      return builder.setNumberValue(number.longValue()).build();
    }
    return builder.setTextValue(String.valueOf(value)).build();
  }

  /** The row of an event that Axon Server has sent. */
  static EventRow row(Event event) {
    String id = event.getMessageIdentifier();
    boolean alone = event.getAggregateType().isEmpty();
    SerializedObject payload = event.getPayload();
    return new EventRow(
        event.getAggregateIdentifier().isEmpty() ? id : event.getAggregateIdentifier(),
        event.getAggregateSequenceNumber(),
        alone ? null : event.getAggregateType(),
        id,
        payload.getType(),
        payload.getRevision().isEmpty() ? null : payload.getRevision(),
        EventRow.format(Instant.ofEpochMilli(event.getTimestamp())),
        payload.getData().toStringUtf8(),
        metadata(event.getMetaDataMap()));
  }

  /** In the order of the keys, so that the same event is the same text for ever. */
  private static String metadata(Map<String, MetaDataValue> values) {
    Map<String, Object> sorted = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          switch (value.getDataCase()) {
            case TEXT_VALUE -> sorted.put(key, value.getTextValue());
            case NUMBER_VALUE -> sorted.put(key, value.getNumberValue());
            case BOOLEAN_VALUE -> sorted.put(key, value.getBooleanValue());
            case DOUBLE_VALUE -> sorted.put(key, value.getDoubleValue());
            // Nothing of Annals writes any other.
            default -> {}
          }
        });
    return JSON.writeValueAsString(sorted);
  }
}
