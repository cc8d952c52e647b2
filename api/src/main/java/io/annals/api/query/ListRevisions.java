package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks for revisions; answered with a {@link io.annals.api.resource.Page} of {@link
 * io.annals.api.resource.Revision}, newest first. Deleted ones are left out, and those of deleted
 * functions where no function is named.
 *
 * @param function only those of it; null for all
 * @param namespace only those of its functions; null for all
 * @param filter on runtime, entrypoint, author, createTime; null for all
 */
public record ListRevisions(
    @Nullable FunctionRef function,
    @Nullable String namespace,
    @Nullable Filter filter,
    PageRequest page) {

  /** Asks for all revisions of a function. */
  public ListRevisions(FunctionRef function, PageRequest page) {
    this(function, null, null, page);
  }
}
