package io.annals.server.export;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event as a row of the flat table.
 *
 * @param timeMicros microseconds since 1970
 * @param namespace null where it is not known
 * @param kind of the function as of the event; null where it is about none, or not known
 * @param version that the event made; null where it made none
 * @param changed the paths that it set or reset
 * @param payload JSON without ciphertext
 * @param payloadBytes of the payload as it is stored, in UTF-8
 */
record FlatEvent(
    long position,
    String eventId,
    long timeMicros,
    String type,
    @Nullable String revision,
    @Nullable String namespace,
    @Nullable String kind,
    @Nullable String aggregateType,
    String aggregateId,
    long sequence,
    @Nullable Long version,
    List<String> changed,
    @Nullable String principal,
    @Nullable String dialect,
    @Nullable String requestId,
    @Nullable String source,
    String payload,
    long payloadBytes) {}
