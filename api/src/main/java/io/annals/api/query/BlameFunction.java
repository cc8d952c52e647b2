package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks where each part of a function comes from; answered with {@link
 * io.annals.api.resource.Blame}, also of a deleted one, or {@code NOT_FOUND}.
 *
 * @param version as of this version; null for the current state
 */
public record BlameFunction(FunctionRef function, @Nullable Long version) {}
