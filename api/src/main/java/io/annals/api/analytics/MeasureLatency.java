package io.annals.api.analytics;

import org.jspecify.annotations.Nullable;

/**
 * Asks how long changes of functions took from being stored to being shown; answered with {@link
 * Latencies}, by time. Refused with INVALID_ARGUMENT above {@value CountChanges#MAX_ROWS} rows.
 *
 * @param namespace only its changes; null for all
 */
public record MeasureLatency(@Nullable String namespace, Interval interval, Period period) {}
