package io.annals.dialect.bem;

import io.annals.api.function.Expected;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.query.ListWorkflowVersions;
import io.annals.api.resource.Page;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.api.workflow.DeleteWorkflow;
import io.annals.api.workflow.WorkflowChanges;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Workflows and their versions. */
@Controller
final class WorkflowController {
  private final BemRegistry registry;
  private final WorkflowView view;
  private final TopologyBody topologies;
  private final WorkflowWrites writes;
  private final FreeNames names;

  WorkflowController(
      BemRegistry registry, WorkflowView view, WorkflowWrites writes, FreeNames names) {
    this.registry = registry;
    this.view = view;
    this.topologies = new TopologyBody(registry);
    this.writes = writes;
    this.names = names;
  }

  @PostMapping("/v3/workflows")
  void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    Members body = BemJson.read(request);
    if (!body.objects("connectors").isEmpty()) {
      throw BemException.against("connectors", "Cannot be kept: this registry runs nothing.");
    }
    WorkflowChanges changes =
        new WorkflowChanges(
            names.workflow(call, body.required("name"), "name"),
            body.text("displayName"),
            body.texts("tags"),
            topologies.created(call, body));
    answer(call, response, writes.create(call, changes), List.of());
  }

  @GetMapping("/v3/workflows/{name}")
  void get(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    answer(call, response, find(call, name), List.of());
  }

  @PatchMapping("/v3/workflows/{name}")
  void update(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    Members body = BemJson.read(request);
    Workflow present = find(call, name);
    String newName = body.text("name");
    WorkflowChanges changes =
        new WorkflowChanges(
            newName == null || newName.equals(present.name())
                ? null
                : names.workflow(call, newName, "name"),
            body.text("displayName"),
            body.texts("tags"),
            topologies.updated(call, body));
    Workflow updated = writes.update(call, present, changes);
    answer(call, response, updated, refused(body));
  }

  /** Connectors are not kept; the update stands all the same. */
  private static List<Map<String, Object>> refused(Members body) {
    List<Map<String, Object>> errors = new ArrayList<>();
    for (Members connector : body.objects("connectors")) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("code", "unavailable");
      error.put("message", "Connectors cannot be kept: this registry runs nothing.");
      error.put("operation", connector.has("connectorID") ? "update" : "create");
      if (connector.has("connectorID")) {
        error.put("connectorID", connector.get("connectorID"));
      }
      if (connector.has("name")) {
        error.put("name", connector.get("name"));
      }
      errors.add(error);
    }
    return errors;
  }

  @DeleteMapping("/v3/workflows/{name}")
  void delete(@PathVariable String name, HttpServletRequest request, HttpServletResponse response) {
    BemCall call = BemCall.of(request);
    registry.send(new DeleteWorkflow(find(call, name).id(), call.namespace(), Expected.ANY), call);
    response.setStatus(204);
  }

  @GetMapping("/v3/workflows/{name}/versions")
  void versions(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    BemPage page = BemPage.of(call, "version", true);
    if (page.cursor() != null) {
      FunctionController.number(page.cursor());
    }
    Workflow workflow = find(call, name);
    Page<WorkflowVersion> found =
        registry.askPage(
            new ListWorkflowVersions(
                call.workflow(workflow.id()),
                page.filter(List.of()),
                page.order(),
                page.request()));
    BemJson.write(
        response,
        200,
        Map.of(
            "versions",
            view.versions(call, page.inOrder(found.items())),
            "totalCount",
            workflow.version()));
  }

  @GetMapping("/v3/workflows/{name}/versions/{version}")
  void version(
      @PathVariable String name,
      @PathVariable String version,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    WorkflowVersion found =
        registry.ask(
            new FindWorkflowVersion(
                call.workflow(find(call, name).id()), FunctionController.number(version)),
            WorkflowVersion.class);
    BemJson.write(response, 200, Map.of("workflow", view.versions(call, List.of(found)).get(0)));
  }

  private Workflow find(BemCall call, String name) {
    return WorkflowWrites.find(registry, call, name);
  }

  private void answer(
      BemCall call,
      HttpServletResponse response,
      Workflow workflow,
      List<Map<String, Object>> connectorErrors)
      throws IOException {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("workflow", view.one(call, workflow));
    if (!connectorErrors.isEmpty()) {
      answer.put("connectorErrors", connectorErrors);
    }
    BemJson.write(response, 200, answer);
  }
}
