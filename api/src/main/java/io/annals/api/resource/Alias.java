package io.annals.api.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an alias names, or named for a while.
 *
 * @param functionId the function
 * @param alias the name of the pointer
 * @param revisionId what it names
 * @param effectiveFrom since when
 * @param effectiveTo until when; null while it is so
 */
public record Alias(
    String functionId,
    String alias,
    String revisionId,
    Instant effectiveFrom,
    @Nullable Instant effectiveTo) {}
