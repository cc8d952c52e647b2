package io.annals.api.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one workflow; answered with {@link io.annals.api.resource.Workflow} or {@code
 * NOT_FOUND}.
 *
 * @param showDeleted whether a deleted one is found too
 * @param asOf as of this instant; null for the current state. A name is then that of the workflow
 *     which had it at that instant
 */
public record FindWorkflow(WorkflowRef workflow, boolean showDeleted, @Nullable Instant asOf) {

  /** Of the current state. */
  public FindWorkflow(WorkflowRef workflow, boolean showDeleted) {
    this(workflow, showDeleted, null);
  }
}
