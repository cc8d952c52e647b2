package io.annals.query.workflow;

import io.annals.api.resource.Workflow;
import io.annals.api.workflow.WorkflowDefinition;
import io.annals.query.state.Micros;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as of one event. Immutable.
 *
 * @param row the position of the event that created it
 * @param definitionColumn the definition as its column holds it
 * @param sequence the event
 * @param position the event's place among all
 * @param createTime microseconds since 1970, as the other times
 * @param updater the principal of the event
 */
public record WorkflowState(
    long row,
    String id,
    String namespace,
    String name,
    WorkflowDefinition definition,
    String definitionColumn,
    long version,
    long sequence,
    long position,
    long createTime,
    long updateTime,
    @Nullable Long deleteTime,
    String creator,
    String updater) {

  /** The workflow as queries answer with it. */
  public Workflow toWorkflow() {
    return new Workflow(
        id,
        namespace,
        name,
        definition.displayName(),
        definition.tags(),
        definition.topology().mainNodeName(),
        definition.topology().nodes(),
        definition.topology().edges(),
        version,
        sequence,
        Micros.instant(createTime),
        Micros.instant(updateTime),
        deleteTime == null ? null : Micros.instant(deleteTime),
        creator,
        updater);
  }
}
