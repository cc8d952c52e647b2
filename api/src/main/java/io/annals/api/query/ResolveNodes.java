package io.annals.api.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the functions that the nodes of a workflow name; answered with a {@link
 * io.annals.api.resource.Page} of {@link io.annals.api.resource.Function}, one for each node in
 * their order. A function or a pinned version that is not there is {@code INVALID_ARGUMENT} on
 * {@code nodes[i].function} or {@code nodes[i].version}.
 *
 * @param namespace where the workflow lives: names and ids are looked up there only
 */
public record ResolveNodes(String namespace, List<Wanted> nodes) {

  /**
   * What a node names.
   *
   * @param function an id or a name
   * @param version the pinned version, null for none
   */
  public record Wanted(String function, @Nullable Long version) {}
}
