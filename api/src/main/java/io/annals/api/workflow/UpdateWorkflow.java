package io.annals.api.workflow;

import io.annals.api.function.Expected;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Changes any mix of fields, the name among them; one event, one version, also where nothing
 * differs.
 *
 * @param namespace the namespace that the sender may reach; null for all. A workflow of another one
 *     is answered as not found
 * @param changes the fields to set
 * @param expected the state that the sender builds on
 */
public record UpdateWorkflow(
    @TargetAggregateIdentifier String workflowId,
    @Nullable String namespace,
    WorkflowChanges changes,
    Expected expected)
    implements WorkflowCommand {}
