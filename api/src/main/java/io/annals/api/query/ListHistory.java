package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks for the events of all functions of a namespace, of deleted ones too; answered with {@link
 * io.annals.api.resource.History}, newest first. By number and not by token: the newest events move
 * what a number names.
 *
 * @param namespace only those of its functions
 * @param filter on type, principal, dialect, time; null for all
 * @param offset how many of the newest are passed over, from 0
 * @param limit how many at the most, 0 to {@value PageRequest#MAX_SIZE}
 */
public record ListHistory(String namespace, @Nullable Filter filter, long offset, int limit) {}
