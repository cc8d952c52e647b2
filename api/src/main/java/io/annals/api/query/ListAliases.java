package io.annals.api.query;

/**
 * Asks for the aliases of a function; answered with a {@link io.annals.api.resource.Page} of {@link
 * io.annals.api.resource.Alias}, by name.
 */
public record ListAliases(FunctionRef function, PageRequest page) {}
