package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a function; its name is free at once, its history stays.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param expected the state that the sender builds on
 */
public record DeleteFunction(
    @TargetAggregateIdentifier String functionId, @Nullable String namespace, Expected expected)
    implements FunctionCommand {}
