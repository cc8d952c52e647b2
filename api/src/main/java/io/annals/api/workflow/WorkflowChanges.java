package io.annals.api.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command or an event sets of a workflow; null leaves a field as it is.
 *
 * @param name unique among the namespace's live workflows
 * @param displayName a name for people; empty for none
 * @param tags words without values
 * @param topology the whole graph
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowChanges(
    @Nullable String name,
    @Nullable String displayName,
    @Nullable List<String> tags,
    @Nullable Topology topology) {

  /** No change at all; still a version when a command carries it. */
  public static final WorkflowChanges NONE = new WorkflowChanges(null, null, null, null);

  /** The changed paths, in order. */
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    if (name != null) {
      paths.add("name");
    }
    if (displayName != null) {
      paths.add("displayName");
    }
    if (tags != null) {
      paths.add("tags");
    }
    if (topology != null) {
      paths.addAll(List.of("mainNodeName", "nodes", "edges"));
    }
    return List.copyOf(paths);
  }
}
