package io.annals.api.log;

import org.jspecify.annotations.Nullable;

/**
 * One event as it stands in the store, letter by letter; nothing is brought to a newer shape.
 *
 * @param position its place among all events, dense, from 1
 * @param aggregateId the stream that holds it
 * @param sequence its place in the stream, from 0
 * @param aggregateType what the stream is, for example {@code Function}; null for an event of no
 *     aggregate, which is alone in its stream
 * @param eventId unique among all events
 * @param type a name of {@link io.annals.api.serialization.EventTypes}
 * @param revision of the type; null where it has none
 * @param time RFC 3339 in UTC with six digits of a second
 * @param payload JSON. It may hold ciphertext: {@link Redaction} makes what others may read
 * @param metadata a JSON object from string to string; its keys are those of {@link
 *     io.annals.api.context.RequestContext} and {@link io.annals.api.context.Subject}
 */
public record RecordedEvent(
    long position,
    String aggregateId,
    long sequence,
    @Nullable String aggregateType,
    String eventId,
    String type,
    @Nullable String revision,
    String time,
    String payload,
    String metadata) {}
