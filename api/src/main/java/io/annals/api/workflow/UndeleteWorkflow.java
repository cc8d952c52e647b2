package io.annals.api.workflow;

import io.annals.api.function.Expected;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a deleted workflow back as it was, under its old name if that is still free.
 *
 * @param namespace the namespace that the sender may reach; null for all. A workflow of another one
 *     is answered as not found
 * @param expected the state that the sender builds on
 */
public record UndeleteWorkflow(
    @TargetAggregateIdentifier String workflowId, @Nullable String namespace, Expected expected)
    implements WorkflowCommand {}
