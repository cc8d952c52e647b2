package io.annals.eventstore;

import io.annals.api.log.RecordedEvent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * One row of the tables {@code events} and {@code snapshots}, without its position.
 *
 * @param aggregateType null for an event of no aggregate
 * @param revision of the payload's type, null where it has none
 * @param time RFC 3339 in UTC with six digits of a second
 * @param payload JSON
 * @param metadata JSON
 */
record EventRow(
    String aggregateId,
    long sequence,
    @Nullable String aggregateType,
    String eventId,
    String type,
    @Nullable String revision,
    String time,
    String payload,
    String metadata) {

  static final String COLUMNS =
      "aggregate_id, sequence, aggregate_type, event_id, type, revision, time, payload, metadata";

  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * Serialises a message; an event of no aggregate becomes a stream of its own.
   *
   * @throws EventStoreException if an identifier holds what no database keeps as text
   */
  static EventRow of(EventMessage<?> message, Serializer serializer) {
    SerializedObject<String> payload = message.serializePayload(serializer, String.class);
    SerializedObject<String> metadata = message.serializeMetaData(serializer, String.class);
    String type = payload.getType().getName();
    String revision = payload.getType().getRevision();
    String time = format(message.getTimestamp());
    String eventId = identifier(message.getIdentifier());
    String content = WellFormedJson.of(payload.getData());
    String about = WellFormedJson.of(metadata.getData());
    if (message instanceof DomainEventMessage<?> domain) {
      return new EventRow(
          identifier(domain.getAggregateIdentifier()),
          domain.getSequenceNumber(),
          domain.getType(),
          eventId,
          type,
          revision,
          time,
          content,
          about);
    }
    return new EventRow(eventId, 0, null, eventId, type, revision, time, content, about);
  }

  /** The columns {@link #COLUMNS} of the current row, the first of them at this index. */
  static EventRow read(ResultSet row, int first) throws SQLException {
    return new EventRow(
        row.getString(first),
        row.getLong(first + 1),
        row.getString(first + 2),
        row.getString(first + 3),
        row.getString(first + 4),
        row.getString(first + 5),
        row.getString(first + 6),
        row.getString(first + 7),
        row.getString(first + 8));
  }

  /** The row of an event that was recorded, letter by letter. */
  static EventRow of(RecordedEvent event) {
    return new EventRow(
        event.aggregateId(),
        event.sequence(),
        event.aggregateType(),
        event.eventId(),
        event.type(),
        event.revision(),
        event.time(),
        event.payload(),
        event.metadata());
  }

  RecordedEvent recorded(long position) {
    return new RecordedEvent(
        position,
        aggregateId,
        sequence,
        aggregateType,
        eventId,
        type,
        revision,
        time,
        payload,
        metadata);
  }

  /** Sets the parameters for {@link #COLUMNS}, the first of them at this index. */
  void bind(PreparedStatement statement, int first) throws SQLException {
    statement.setString(first, aggregateId);
    statement.setLong(first + 1, sequence);
    statement.setString(first + 2, aggregateType);
    statement.setString(first + 3, eventId);
    statement.setString(first + 4, type);
    statement.setString(first + 5, revision);
    statement.setString(first + 6, time);
    statement.setString(first + 7, payload);
    statement.setString(first + 8, metadata);
  }

  /** About how much memory and disk the row takes, in bytes. */
  int weight() {
    return payload.length() + metadata.length() + 256;
  }

  static String format(Instant time) {
    return MICROSECONDS.format(time);
  }

  /** The time as the table keeps it: whole microseconds. */
  static Instant stored(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  private static String identifier(String value) {
    if (value.indexOf('\0') >= 0 || !WellFormedJson.isWellFormed(value)) {
      throw new EventStoreException(
          "An identifier must be well-formed Unicode without NUL characters: " + value);
    }
    return value;
  }
}
