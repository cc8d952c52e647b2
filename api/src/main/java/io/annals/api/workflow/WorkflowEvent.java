package io.annals.api.workflow;

/**
 * Something that happened to one workflow. Written down as JSON for ever; a field may be added,
 * none may change its meaning.
 */
public sealed interface WorkflowEvent
    permits WorkflowCreated, WorkflowUpdated, WorkflowDeleted, WorkflowUndeleted {
  /** The workflow's id. */
  String workflowId();
}
