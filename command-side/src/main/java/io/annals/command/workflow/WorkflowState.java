package io.annals.command.workflow;

import io.annals.api.context.RequestContext;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.api.workflow.WorkflowUpdated;
import io.annals.command.request.RecentRequests;
import java.util.Objects;

/**
 * What a workflow must remember to decide, and no more: its graph is not among it. Immutable; its
 * JSON form is the snapshot's.
 *
 * @param name kept while deleted
 * @param version the current one
 * @param sequence of the last event
 */
record WorkflowState(
    String id,
    String namespace,
    String name,
    long version,
    long sequence,
    boolean deleted,
    RecentRequests requests) {

  static WorkflowState of(WorkflowCreated event) {
    return new WorkflowState(
        event.workflowId(),
        event.namespace(),
        Objects.requireNonNull(event.changes().name()),
        1,
        0,
        false,
        RecentRequests.NONE);
  }

  WorkflowState after(WorkflowUpdated event) {
    String newName = event.changes().name();
    return new WorkflowState(
        id,
        namespace,
        newName == null ? name : newName,
        event.version(),
        sequence,
        deleted,
        requests);
  }

  WorkflowState deleted(boolean isDeleted) {
    return new WorkflowState(id, namespace, name, version, sequence, isDeleted, requests);
  }

  /** As of an event, whose request is remembered if it had a key. */
  WorkflowState asOf(long eventSequence, RequestContext context) {
    return new WorkflowState(
        id,
        namespace,
        name,
        version,
        eventSequence,
        deleted,
        requests.with(context, eventSequence, version));
  }
}
