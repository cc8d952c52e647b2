package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Points an alias at a revision, creating or moving it.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param alias the name of the pointer
 * @param revisionId the revision that it names from now on
 * @param expected the state that the sender builds on
 */
public record SetAlias(
    @TargetAggregateIdentifier String functionId,
    @Nullable String namespace,
    String alias,
    String revisionId,
    Expected expected)
    implements FunctionCommand {}
