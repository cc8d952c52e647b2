package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Creates a function, its version 1.
 *
 * @param functionId a fresh id, or the one that {@link FunctionIds#forKey} derives from an
 *     idempotency key
 * @param namespace where the function lives, for ever
 * @param changes the fields that differ from the default, the name among them
 * @param revision the first code, null for none
 */
public record CreateFunction(
    @TargetAggregateIdentifier String functionId,
    String namespace,
    Changes changes,
    @Nullable NewRevision revision)
    implements FunctionCommand {}
