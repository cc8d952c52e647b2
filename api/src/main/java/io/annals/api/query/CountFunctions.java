package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks how many live functions there are; answered with a {@link Long}.
 *
 * @param namespace only those of it; null for all
 * @param filter as that of {@link ListFunctions}; null for all
 */
public record CountFunctions(@Nullable String namespace, @Nullable Filter filter) {}
