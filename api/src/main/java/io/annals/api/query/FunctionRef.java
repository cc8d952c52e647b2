package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Points at a function by id or by name.
 *
 * @param idOrName an id finds the function wherever it is within the scope; anything else is a name
 * @param namespace where names are looked up
 * @param scope the only namespace that ids may be found in; null for all
 */
public record FunctionRef(String idOrName, String namespace, @Nullable String scope) {}
