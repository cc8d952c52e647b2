package io.annals.dialect.bem;

import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.api.workflow.Topology;
import io.annals.api.workflow.WorkflowChanges;
import io.annals.api.workflow.WorkflowDefinition;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Copies of workflows: they share the functions, but in another environment have copies of them.
 */
@Controller
final class WorkflowCopyController {
  private final BemRegistry registry;
  private final WorkflowView view;
  private final WorkflowWrites writes;
  private final FunctionWrites functions;
  private final FreeNames names;

  WorkflowCopyController(
      BemRegistry registry,
      WorkflowView view,
      WorkflowWrites writes,
      FunctionWrites functions,
      FreeNames names) {
    this.registry = registry;
    this.view = view;
    this.writes = writes;
    this.functions = functions;
    this.names = names;
  }

  @PostMapping("/v3/workflows/copy")
  void copy(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    Members body = BemJson.read(request);
    Workflow source = WorkflowWrites.find(registry, call, body.required("sourceWorkflowName"));
    WorkflowDefinition definition =
        definition(call, source, body.number("sourceWorkflowVersionNum"));
    BemCall target = call.towards(body.text("targetEnvironment"));
    String name = names.workflow(target, body.required("targetWorkflowName"), "targetWorkflowName");
    String displayName = body.text("targetDisplayName");
    List<String> tags = body.texts("tags");

    CopiedFunctions copied = new CopiedFunctions(registry, functions, names, call, target);
    Topology topology = copied.copy(definition.topology());
    WorkflowChanges changes =
        new WorkflowChanges(
            name,
            displayName == null ? FunctionView.copyOf(definition.displayName()) : displayName,
            tags == null ? definition.tags() : tags,
            topology);
    Workflow copy;
    try {
      copy = writes.create(target, changes);
    } catch (RuntimeException refused) {
      copied.takeBack();
      throw refused;
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("workflow", view.one(target, copy));
    answer.put("environment", target.namespace());
    answer.put("copiedFunctions", copied.shown());
    BemJson.write(response, 200, answer);
  }

  private WorkflowDefinition definition(BemCall call, Workflow source, @Nullable Long version) {
    if (version == null) {
      return source.definition();
    }
    return registry
        .ask(new FindWorkflowVersion(call.workflow(source.id()), version), WorkflowVersion.class)
        .workflow()
        .definition();
  }
}
