package io.annals.api.workflow;

import org.axonframework.serialization.Revision;

/**
 * A deleted workflow is back, as it was.
 *
 * @param workflowId the workflow
 * @param namespace where it lives
 * @param name its name
 */
@Revision("1")
public record WorkflowUndeleted(String workflowId, String namespace, String name)
    implements WorkflowEvent {}
