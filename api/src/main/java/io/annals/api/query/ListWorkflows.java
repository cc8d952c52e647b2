package io.annals.api.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for workflows; answered with a {@link io.annals.api.resource.Page} of {@link
 * io.annals.api.resource.Workflow}, by creation where no order is given.
 *
 * @param namespace only those of it; null for all
 * @param filter on id, name, displayName, version, createTime, updateTime, creator, updater, tags,
 *     functions: the ids of those that the current version uses, and functionVersions: {@code
 *     id.version} of those that it pins; null for all
 * @param showDeleted whether deleted ones are listed too
 * @param asOf as of this instant, filter and order included; null for the current state
 */
public record ListWorkflows(
    @Nullable String namespace,
    @Nullable Filter filter,
    List<Order> orderBy,
    PageRequest page,
    boolean showDeleted,
    @Nullable Instant asOf) {

  /** Of the current state. */
  public ListWorkflows(
      @Nullable String namespace,
      @Nullable Filter filter,
      List<Order> orderBy,
      PageRequest page,
      boolean showDeleted) {
    this(namespace, filter, orderBy, page, showDeleted, null);
  }
}
