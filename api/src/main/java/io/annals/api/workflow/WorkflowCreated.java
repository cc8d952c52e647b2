package io.annals.api.workflow;

import org.axonframework.serialization.Revision;

/**
 * A workflow came to be; version 1.
 *
 * @param workflowId the workflow
 * @param namespace where it lives
 * @param changes its name, its topology and whatever else differs from the default
 */
@Revision("1")
public record WorkflowCreated(String workflowId, String namespace, WorkflowChanges changes)
    implements WorkflowEvent {}
