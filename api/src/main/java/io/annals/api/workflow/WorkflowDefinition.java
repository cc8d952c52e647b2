package io.annals.api.workflow;

import java.util.List;

/**
 * All that a version of a workflow freezes but its name.
 *
 * @param displayName empty where none is set
 * @param tags words without values
 * @param topology the whole graph
 */
public record WorkflowDefinition(String displayName, List<String> tags, Topology topology) {

  /** The definition that a creation makes. Its changes bring a topology. */
  public static WorkflowDefinition of(WorkflowChanges changes) {
    if (changes.topology() == null) {
      throw new IllegalArgumentException("A workflow has a topology from the start");
    }
    return new WorkflowDefinition("", List.of(), changes.topology()).with(changes);
  }

  /** The definition after the changes; the name is not part of it. */
  public WorkflowDefinition with(WorkflowChanges changes) {
    return new WorkflowDefinition(
        changes.displayName() == null ? displayName : changes.displayName(),
        changes.tags() == null ? tags : changes.tags(),
        changes.topology() == null ? topology : changes.topology());
  }

  /** Changes that bring all of it back. */
  public WorkflowChanges toChanges() {
    return new WorkflowChanges(null, displayName, tags, topology);
  }
}
