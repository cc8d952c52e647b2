package io.annals.dialect.bem;

import io.annals.api.operation.OperationId;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.resource.Function;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.api.workflow.Edge;
import io.annals.api.workflow.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Workflows and their versions in the shape of this dialect. */
final class WorkflowView {
  private final BemRegistry registry;

  WorkflowView(BemRegistry registry) {
    this.registry = registry;
  }

  Map<String, Object> one(BemCall call, Workflow workflow) {
    return many(call, List.of(workflow)).get(0);
  }

  List<Map<String, Object>> many(BemCall call, List<Workflow> workflows) {
    Map<String, String> names = new HashMap<>();
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Workflow workflow : workflows) {
      Optional<WorkflowVersion> version =
          registry.find(
              new FindWorkflowVersion(call.workflow(workflow.id()), workflow.version()),
              WorkflowVersion.class);
      Map<String, Object> updated =
          version
              .map(v -> Audit.action(v.operation(), v.principal(), v.createTime()))
              .orElseGet(
                  () ->
                      Audit.action(
                          new OperationId(workflow.id(), workflow.sequence()).toString(),
                          workflow.updater(),
                          workflow.updateTime()));
      shown.add(body(call, workflow, updated, names));
    }
    return shown;
  }

  List<Map<String, Object>> versions(BemCall call, List<WorkflowVersion> versions) {
    Map<String, String> names = new HashMap<>();
    return versions.stream()
        .map(
            v ->
                body(
                    call,
                    v.workflow(),
                    Audit.action(v.operation(), v.principal(), v.createTime()),
                    names))
        .toList();
  }

  private Map<String, Object> body(
      BemCall call, Workflow workflow, Map<String, Object> updated, Map<String, String> names) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", workflow.id());
    body.put("name", workflow.name());
    body.put("versionNum", workflow.version());
    if (!workflow.displayName().isEmpty()) {
      body.put("displayName", workflow.displayName());
    }
    body.put("tags", workflow.tags());
    body.put("mainNodeName", workflow.mainNodeName());
    body.put("nodes", workflow.nodes().stream().map(node -> node(call, node, names)).toList());
    body.put("edges", workflow.edges().stream().map(WorkflowView::edge).toList());
    body.put("connectors", List.of());
    body.put("restricted", false);
    body.put("createdAt", workflow.createTime().toString());
    body.put("updatedAt", String.valueOf(updated.get("createdAt")));
    body.put(
        "audit",
        Audit.of(
            "workflow",
            Audit.creation(workflow.id(), workflow.creator(), workflow.createTime()),
            updated));
    return body;
  }

  private Map<String, Object> node(BemCall call, Node node, Map<String, String> names) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("id", node.functionId());
    function.put(
        "name",
        names.computeIfAbsent(
            node.functionId(),
            id ->
                registry
                    .find(new FindFunction(call.function(id), true, null, null), Function.class)
                    .map(FunctionView::name)
                    .orElse(node.function())));
    if (node.version() != null) {
      function.put("versionNum", node.version());
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", node.name());
    body.put("function", function);
    if (!node.metadata().isEmpty()) {
      body.put("metadata", node.metadata());
    }
    return body;
  }

  private static Map<String, Object> edge(Edge edge) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("sourceNodeName", edge.sourceNodeName());
    body.put("destinationNodeName", edge.destinationNodeName());
    if (edge.destinationName() != null) {
      body.put("destinationName", edge.destinationName());
    }
    if (!edge.metadata().isEmpty()) {
      body.put("metadata", edge.metadata());
    }
    return body;
  }
}
