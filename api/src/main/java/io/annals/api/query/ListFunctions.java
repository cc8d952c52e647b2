package io.annals.api.query;

import java.time.Instant;
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
 * @param asOf as of this instant, filter and order included; null for the current state
 */
public record ListFunctions(
    @Nullable String namespace,
    @Nullable Filter filter,
    List<Order> orderBy,
    PageRequest page,
    boolean showDeleted,
    @Nullable Instant asOf) {

  /** Of the current state. */
  public ListFunctions(
      @Nullable String namespace,
      @Nullable Filter filter,
      List<Order> orderBy,
      PageRequest page,
      boolean showDeleted) {
    this(namespace, filter, orderBy, page, showDeleted, null);
  }
}
