package io.annals.api.workflow;

import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A workflow got a new version.
 *
 * @param workflowId the workflow
 * @param version the new version
 * @param changes the fields that were set
 * @param restored the version whose definition this update brings back, null for an ordinary update
 */
@Revision("1")
public record WorkflowUpdated(
    String workflowId, long version, WorkflowChanges changes, @Nullable Long restored)
    implements WorkflowEvent {}
