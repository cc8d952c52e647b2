package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Removes a policy.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param policy the name
 * @param description what was asked for, for a person; the operation says it
 * @param expected the state that the sender builds on
 */
public record RemovePolicy(
    @TargetAggregateIdentifier String functionId,
    @Nullable String namespace,
    String policy,
    String description,
    Expected expected)
    implements FunctionCommand {}
