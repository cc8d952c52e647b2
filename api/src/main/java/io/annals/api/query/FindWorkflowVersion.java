package io.annals.api.query;

/**
 * Asks for one version, also of a deleted workflow; answered with {@link
 * io.annals.api.resource.WorkflowVersion} or {@code NOT_FOUND}.
 */
public record FindWorkflowVersion(WorkflowRef workflow, long version) {}
