package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a revision whose function is not known; answered with {@link
 * io.annals.api.resource.Revision} or {@code NOT_FOUND}.
 *
 * @param id the revision
 * @param scope the only namespace whose functions count; null for all
 * @param showDeleted whether a deleted revision, or one of a deleted function, is found too
 */
public record FindRevisionById(String id, @Nullable String scope, boolean showDeleted) {}
