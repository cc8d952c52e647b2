package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Points at a workflow by id or by name.
 *
 * @param idOrName an id finds the workflow wherever it is within the scope; anything else is a name
 * @param namespace where names are looked up
 * @param scope the only namespace that ids may be found in; null for all
 */
public record WorkflowRef(String idOrName, String namespace, @Nullable String scope) {}
