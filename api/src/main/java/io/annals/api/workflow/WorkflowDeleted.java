package io.annals.api.workflow;

import org.axonframework.serialization.Revision;

/**
 * A workflow is gone from the current view; its history stays.
 *
 * @param workflowId the workflow
 * @param namespace where it lived
 * @param name the name that is free again
 */
@Revision("1")
public record WorkflowDeleted(String workflowId, String namespace, String name)
    implements WorkflowEvent {}
