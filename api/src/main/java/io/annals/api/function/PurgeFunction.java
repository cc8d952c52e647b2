package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a deleted function for good: it cannot be undeleted any more, and its secrets cannot be
 * decrypted, wherever a copy of them is. Its history stays. A function that is not deleted, or is
 * purged already, is refused with {@code FAILED_PRECONDITION}.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param expected the state that the sender builds on
 */
public record PurgeFunction(
    @TargetAggregateIdentifier String functionId, @Nullable String namespace, Expected expected)
    implements FunctionCommand {}
