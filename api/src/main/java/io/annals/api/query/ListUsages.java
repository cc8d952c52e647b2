package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks which live workflows use a function; answered with a {@link io.annals.api.resource.Page} of
 * {@link io.annals.api.resource.Usage}, by creation of the workflow.
 *
 * @param version only where this version is used: pinned, or followed as the current one; null for
 *     any
 */
public record ListUsages(FunctionRef function, @Nullable Long version, PageRequest page) {}
