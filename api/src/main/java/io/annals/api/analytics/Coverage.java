package io.annals.api.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is counted so far.
 *
 * @param position of the last event that is counted; everything up to it is. 0 before the first
 * @param time of that event; null before the first
 * @param behind how many events are stored but not counted yet
 */
public record Coverage(long position, @Nullable Instant time, long behind) {}
