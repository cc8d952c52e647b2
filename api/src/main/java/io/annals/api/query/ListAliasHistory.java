package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks what the aliases of a function named over time; answered with a {@link
 * io.annals.api.resource.Page} of {@link io.annals.api.resource.Alias}, newest first. An alias that
 * never was is {@code NOT_FOUND}.
 *
 * @param alias only this one; null for all
 */
public record ListAliasHistory(FunctionRef function, @Nullable String alias, PageRequest page) {}
