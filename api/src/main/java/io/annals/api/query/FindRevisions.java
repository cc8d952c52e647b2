package io.annals.api.query;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for many revisions at once; answered with a {@link io.annals.api.resource.Page} of {@link
 * io.annals.api.resource.Revision} without an order and without a next page. Ids that are not known
 * are passed over. Deleted revisions, and those of deleted functions, are found too.
 *
 * @param ids at most {@value PageRequest#MAX_SIZE}
 * @param scope the only namespace whose functions count; null for all
 */
public record FindRevisions(Set<String> ids, @Nullable String scope) {
  public FindRevisions {
    ids = Set.copyOf(ids);
  }
}
