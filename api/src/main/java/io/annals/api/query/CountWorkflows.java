package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks how many live workflows there are; answered with a {@link Long}.
 *
 * @param namespace only those of it; null for all
 * @param filter as that of {@link ListWorkflows}; null for all
 */
public record CountWorkflows(@Nullable String namespace, @Nullable Filter filter) {}
