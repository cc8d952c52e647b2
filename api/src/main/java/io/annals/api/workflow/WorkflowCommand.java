package io.annals.api.workflow;

import org.jspecify.annotations.Nullable;

/**
 * A wish to change one workflow. Every accepted command adds exactly one event to the workflow's
 * stream and is answered with {@link io.annals.api.function.Accepted}; a refused one leaves nothing
 * and throws {@link io.annals.api.problem.ProblemException}.
 */
public sealed interface WorkflowCommand
    permits CreateWorkflow, UpdateWorkflow, RevertWorkflow, DeleteWorkflow, UndeleteWorkflow {
  /** The workflow's id, a UUID in its canonical form. */
  String workflowId();

  /** The namespace that the sender works in; null for all (not for a creation). */
  @Nullable String namespace();
}
