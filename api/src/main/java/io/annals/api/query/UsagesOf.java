package io.annals.api.query;

import java.util.Set;

/**
 * Asks which live workflows use some functions; answered with a {@link io.annals.api.resource.Page}
 * of {@link io.annals.api.resource.Usage} that holds all of them.
 *
 * @param functionIds a thousand at the most
 */
public record UsagesOf(Set<String> functionIds) {}
