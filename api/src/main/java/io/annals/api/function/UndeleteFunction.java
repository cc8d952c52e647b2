package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a deleted function back as it was, under its old name if that is still free.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param expected the state that the sender builds on
 */
public record UndeleteFunction(
    @TargetAggregateIdentifier String functionId, @Nullable String namespace, Expected expected)
    implements FunctionCommand {}
