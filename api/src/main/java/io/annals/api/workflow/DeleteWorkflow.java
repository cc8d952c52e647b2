package io.annals.api.workflow;

import io.annals.api.function.Expected;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a workflow; its name is free at once, its history and its functions stay.
 *
 * @param namespace the namespace that the sender may reach; null for all. A workflow of another one
 *     is answered as not found
 * @param expected the state that the sender builds on
 */
public record DeleteWorkflow(
    @TargetAggregateIdentifier String workflowId, @Nullable String namespace, Expected expected)
    implements WorkflowCommand {}
