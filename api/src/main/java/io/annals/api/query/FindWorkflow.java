package io.annals.api.query;

/**
 * Asks for the current state of a workflow; answered with {@link io.annals.api.resource.Workflow}
 * or {@code NOT_FOUND}.
 *
 * @param showDeleted whether a deleted one is found too
 */
public record FindWorkflow(WorkflowRef workflow, boolean showDeleted) {}
