package io.annals.eventstore;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of one of the small tables beside the events, as it stands there.
 *
 * @param table its name
 * @param values column to value: a {@link String}, a {@link Long}, a {@code byte[]} or null
 */
public record StoredRow(String table, Map<String, @Nullable Object> values) {}
