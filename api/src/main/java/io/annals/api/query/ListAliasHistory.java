package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks what the aliases of a function named over time; answered with a {@link
 * io.annals.api.resource.Page} of {@link io.annals.api.resource.Alias}, newest first. An alias that
 * never was is {@code NOT_FOUND}.
 *
 * @param alias only this one; null for all
 * @param filter on effectiveFrom and effectiveTo; null for all
 */
public record ListAliasHistory(
    FunctionRef function, @Nullable String alias, @Nullable Filter filter, PageRequest page) {

  /** Asks for the whole history. */
  public ListAliasHistory(FunctionRef function, @Nullable String alias, PageRequest page) {
    this(function, alias, null, page);
  }
}
