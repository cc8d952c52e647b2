package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Changes any mix of fields, the name among them, and may bring new code; one event, one version,
 * also where nothing differs.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param changes the fields to set or reset
 * @param revision new code, null for none; becomes the head
 * @param expected the state that the sender builds on
 */
public record UpdateFunction(
    @TargetAggregateIdentifier String functionId,
    @Nullable String namespace,
    Changes changes,
    @Nullable NewRevision revision,
    Expected expected)
    implements FunctionCommand {}
