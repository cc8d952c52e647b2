package io.annals.api.workflow;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Creates a workflow, its version 1.
 *
 * @param workflowId a fresh id, or the one that {@link io.annals.api.function.FunctionIds#forKey}
 *     derives from an idempotency key
 * @param namespace where the workflow lives, for ever
 * @param changes a name and a topology at least
 */
public record CreateWorkflow(
    @TargetAggregateIdentifier String workflowId, String namespace, WorkflowChanges changes)
    implements WorkflowCommand {}
