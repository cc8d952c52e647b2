package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks for operations; answered with a {@link io.annals.api.resource.Page} of {@link
 * io.annals.api.resource.Operation}, newest first.
 *
 * @param function only those of it, also when it is deleted; null for all
 * @param workflow only those of it, also when it is deleted; null for all. Not together with
 *     function
 * @param namespace only those of it; null for all
 * @param filter on done, type, creator, createTime; null for all
 */
public record ListOperations(
    @Nullable FunctionRef function,
    @Nullable WorkflowRef workflow,
    @Nullable String namespace,
    @Nullable Filter filter,
    PageRequest page) {

  /** Asks for those of one function, or of everything. */
  public ListOperations(
      @Nullable FunctionRef function,
      @Nullable String namespace,
      @Nullable Filter filter,
      PageRequest page) {
    this(function, null, namespace, filter, page);
  }
}
