package io.annals.api.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for functions; answered with a {@link io.annals.api.resource.Page} of {@link
 * io.annals.api.resource.Function}, by creation where no order is given.
 *
 * @param namespace only those of it; null for all
 * @param filter on id, name, kind, displayName, description, status, version, createTime,
 *     updateTime, creator, updater, published, head, labels.KEY, labels, tags; null for all
 * @param showDeleted whether deleted ones are listed too
 */
public record ListFunctions(
    @Nullable String namespace,
    @Nullable Filter filter,
    List<Order> orderBy,
    PageRequest page,
    boolean showDeleted) {}
