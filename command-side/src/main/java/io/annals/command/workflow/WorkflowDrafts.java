package io.annals.command.workflow;

import io.annals.api.function.FunctionIds;
import io.annals.api.function.Limits;
import io.annals.api.workflow.CreateWorkflow;
import io.annals.api.workflow.Edge;
import io.annals.api.workflow.Node;
import io.annals.api.workflow.Topology;
import io.annals.api.workflow.WorkflowChanges;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.api.workflow.WorkflowLimits;
import io.annals.command.request.RequestShape;
import io.annals.command.rule.AtMost256TagsOfText;
import io.annals.command.rule.NameIsAWordAndNoId;
import io.annals.command.rule.SmallJsonObject;
import io.annals.command.rule.TextOfAtMost;
import io.annals.command.rule.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns commands that carry content into what their events hold, all values in their normal form.
 * Every method throws {@link io.annals.api.problem.ProblemException} with the fields at fault, if
 * any is.
 */
final class WorkflowDrafts {
  private static final TextOfAtMost NODE_NAME = new TextOfAtMost(WorkflowLimits.NODE_NAME_LENGTH);
  private static final SmallJsonObject METADATA =
      new SmallJsonObject(WorkflowLimits.METADATA_BYTES, Limits.CONFIG_DEPTH);

  private WorkflowDrafts() {}

  static WorkflowCreated created(CreateWorkflow command) {
    Violations violations = new Violations();
    if (!FunctionIds.isId(command.workflowId())) {
      violations.add("id", "Must be a UUID in lower case.");
    }
    RequestShape.checkNamespace(command.namespace(), violations);
    if (command.changes().name() == null) {
      violations.add("name", "Is missing.");
    }
    if (command.changes().topology() == null) {
      violations.add("nodes", "Is missing.");
    }
    WorkflowChanges changes = normal(command.changes(), violations);
    return new WorkflowCreated(
        command.workflowId(),
        command.namespace(),
        new WorkflowChanges(
            changes.name(),
            "".equals(changes.displayName()) ? null : changes.displayName(),
            changes.tags() == null || changes.tags().isEmpty() ? null : changes.tags(),
            changes.topology()));
  }

  static WorkflowChanges normal(WorkflowChanges changes) {
    return normal(changes, new Violations());
  }

  @SuppressWarnings("unchecked") // The shape makes a list of strings.
  private static WorkflowChanges normal(WorkflowChanges changes, Violations violations) {
    if (changes.name() != null) {
      new NameIsAWordAndNoId().normal("name", changes.name(), violations);
    }
    if (changes.displayName() != null) {
      new TextOfAtMost(Limits.DISPLAY_NAME_LENGTH)
          .normal("displayName", changes.displayName(), violations);
    }
    List<String> tags =
        changes.tags() == null
            ? null
            : (List<String>) new AtMost256TagsOfText().normal("tags", changes.tags(), violations);
    Topology topology = changes.topology() == null ? null : normal(changes.topology(), violations);
    violations.raise();
    if (topology != null) {
      GraphRules.check(topology);
    }
    return new WorkflowChanges(changes.name(), changes.displayName(), tags, topology);
  }

  private static Topology normal(Topology topology, Violations violations) {
    if (topology.nodes().isEmpty() || topology.nodes().size() > WorkflowLimits.NODES) {
      violations.add("nodes", "Must have 1 to " + WorkflowLimits.NODES + " entries.");
    }
    if (topology.edges().size() > WorkflowLimits.EDGES) {
      violations.add("edges", "Must have at most " + WorkflowLimits.EDGES + " entries.");
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : topology.nodes()) {
      nodes.add(normal("nodes[" + nodes.size() + "].", node, violations));
    }
    List<Edge> edges = new ArrayList<>();
    for (Edge edge : topology.edges()) {
      edges.add(normal("edges[" + edges.size() + "].", edge, violations));
    }
    return new Topology(topology.mainNodeName(), List.copyOf(nodes), List.copyOf(edges));
  }

  private static Node normal(String path, Node node, Violations violations) {
    if (node.name().isEmpty()) {
      violations.add(path + "name", "Must not be empty.");
    }
    NODE_NAME.normal(path + "name", node.name(), violations);
    if (!FunctionIds.isId(node.functionId())) {
      violations.add(path + "functionId", "Must be the id of a function.");
    }
    if (node.version() != null && node.version() < 1) {
      violations.add(path + "version", "Must be a version, from 1.");
    }
    return new Node(
        node.name(),
        node.functionId(),
        node.function(),
        node.version(),
        metadata(path, node.metadata(), violations));
  }

  private static Edge normal(String path, Edge edge, Violations violations) {
    if (edge.destinationName() != null) {
      NODE_NAME.normal(path + "destinationName", edge.destinationName(), violations);
    }
    return new Edge(
        edge.sourceNodeName(),
        edge.destinationNodeName(),
        edge.destinationName(),
        metadata(path, edge.metadata(), violations));
  }

  @SuppressWarnings("unchecked") // The shape makes an object.
  private static Map<String, Object> metadata(
      String path, Map<String, Object> metadata, Violations violations) {
    @Nullable Object normal = METADATA.normal(path + "metadata", metadata, violations);
    return normal == null ? Map.of() : (Map<String, Object>) normal;
  }
}
