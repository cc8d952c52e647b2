package io.annals.query.workflow;

import io.annals.api.operation.EventFacts;
import io.annals.api.operation.OperationId;
import io.annals.api.resource.Operation;
import io.annals.api.resource.WorkflowVersion;
import io.annals.query.state.Micros;

/**
 * One event of a workflow's history.
 *
 * @param state the workflow as of it
 * @param dialect the API that it came through
 */
public record WorkflowEntry(WorkflowState state, EventFacts facts, String dialect) {

  /** The operation that the event's command began; done. */
  public Operation toOperation() {
    return new Operation(
        operation(),
        true,
        facts.type(),
        facts.description(),
        Micros.instant(state.updateTime()),
        Micros.instant(state.updateTime()),
        state.updater(),
        facts.metadata(state.id(), state.version()),
        state.toWorkflow(),
        null);
  }

  /** The version that the event made. */
  WorkflowVersion toVersion() {
    return new WorkflowVersion(
        state.id(),
        state.version(),
        facts.type(),
        facts.changed(),
        facts.restored(),
        state.toWorkflow(),
        operation(),
        state.updater(),
        dialect,
        Micros.instant(state.updateTime()));
  }

  private String operation() {
    return new OperationId(state.id(), state.sequence()).toString();
  }
}
