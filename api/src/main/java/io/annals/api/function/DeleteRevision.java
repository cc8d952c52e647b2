package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a revision that is neither head nor published.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param revisionId the revision
 * @param force whether aliases that point at it are removed with it; else they forbid it
 * @param expected the state that the sender builds on
 */
public record DeleteRevision(
    @TargetAggregateIdentifier String functionId,
    @Nullable String namespace,
    String revisionId,
    boolean force,
    Expected expected)
    implements FunctionCommand {}
