package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new version with the definition of an old one. The name stays.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param version the version to restore
 * @param restored its definition, read from the version history, where it is immutable
 * @param expected the state that the sender builds on
 */
public record RevertFunction(
    @TargetAggregateIdentifier String functionId,
    @Nullable String namespace,
    long version,
    Definition restored,
    Expected expected)
    implements FunctionCommand {}
