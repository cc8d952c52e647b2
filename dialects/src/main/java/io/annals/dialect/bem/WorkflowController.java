package io.annals.dialect.bem;

import io.annals.api.function.Accepted;
import io.annals.api.function.Expected;
import io.annals.api.function.FunctionIds;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindWorkflow;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.query.ListWorkflowVersions;
import io.annals.api.query.ListWorkflows;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.api.workflow.CreateWorkflow;
import io.annals.api.workflow.DeleteWorkflow;
import io.annals.api.workflow.UpdateWorkflow;
import io.annals.api.workflow.WorkflowChanges;
import io.annals.api.workflow.WorkflowDefinition;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
  private final NameRetention retention;

  WorkflowController(BemRegistry registry, WorkflowView view, NameRetention retention) {
    this.registry = registry;
    this.view = view;
    this.topologies = new TopologyBody(registry);
    this.retention = retention;
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
            freeName(call, body.required("name")),
            body.text("displayName"),
            body.texts("tags"),
            topologies.created(call, body));
    answer(call, response, created(call, call.namespace(), changes), List.of());
  }

  @GetMapping("/v3/workflows")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    BemPage page = BemPage.of(call, "id", false);
    List<Filter> conditions = new ArrayList<>();
    add(conditions, BemPage.anyOf("id", Operator.EQUAL, call.list("workflowIDs")));
    add(conditions, BemPage.anyOf("name", Operator.EQUAL, call.list("workflowNames")));
    add(conditions, BemPage.anyOf("tags", Operator.HAS, call.list("tags")));
    add(conditions, BemPage.anyOf("functions", Operator.HAS, call.list("functionIDs")));
    List<String> names = call.list("functionNames");
    if (names != null) {
      List<String> ids =
          names.stream()
              .map(
                  name ->
                      registry.find(
                          new FindFunction(call.function(name), false, null, null), Function.class))
              .flatMap(java.util.Optional::stream)
              .map(Function::id)
              .toList();
      add(conditions, BemPage.anyOf("functions", Operator.HAS, ids));
    }
    String displayName = call.parameter("displayName");
    if (displayName != null && !displayName.isEmpty()) {
      conditions.add(new Comparison("displayName", Operator.HAS, displayName));
    }
    Page<Workflow> found =
        registry.askPage(
            new ListWorkflows(
                call.namespace(), page.filter(conditions), page.order(), page.request(), false));
    BemJson.write(response, 200, Map.of("workflows", view.many(call, page.inOrder(found.items()))));
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
            newName == null || newName.equals(present.name()) ? null : freeName(call, newName),
            body.text("displayName"),
            body.texts("tags"),
            topologies.updated(call, body));
    Accepted accepted =
        registry.send(
            new UpdateWorkflow(present.id(), call.namespace(), changes, Expected.ANY), call);
    Workflow updated = shown(call, accepted, coming(present, changes, accepted));
    answer(call, response, updated, refused(body));
  }

  /** Connectors are not kept; the update stands all the same. */
  private static List<Map<String, Object>> refused(Members body) {
    List<Map<String, Object>> errors = new ArrayList<>();
    for (Members connector : body.objects("connectors")) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("code", 501);
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

  @PostMapping("/v3/workflows/copy")
  void copy(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    Members body = BemJson.read(request);
    Workflow source = find(call, body.required("sourceWorkflowName"));
    String environment = FunctionController.environment(call, body);
    if (!environment.equals(call.namespace())) {
      throw BemException.unimplemented(
          "A workflow cannot be copied to another environment yet; copy its functions there and"
              + " create it anew.");
    }
    Long version = body.number("sourceWorkflowVersionNum");
    WorkflowDefinition definition =
        version == null
            ? source.definition()
            : registry
                .ask(
                    new FindWorkflowVersion(call.workflow(source.id()), version),
                    WorkflowVersion.class)
                .workflow()
                .definition();
    String displayName = body.text("targetDisplayName");
    List<String> tags = body.texts("tags");
    WorkflowChanges changes =
        new WorkflowChanges(
            freeName(call, body.required("targetWorkflowName")),
            displayName == null ? definition.displayName() : displayName,
            tags == null ? definition.tags() : tags,
            definition.topology());
    Workflow copy = created(call, environment, changes);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("workflow", view.one(call, copy));
    answer.put("environment", environment);
    answer.put("copiedFunctions", List.of());
    BemJson.write(response, 200, answer);
  }

  @GetMapping("/v3/workflows/{name}/versions")
  void versions(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    BemPage page = BemPage.of(call, "version", true);
    if (page.cursor() != null) {
      FunctionController.number(page.cursor());
    }
    Page<WorkflowVersion> found =
        registry.askPage(
            new ListWorkflowVersions(
                call.workflow(find(call, name).id()),
                page.filter(List.of()),
                page.order(),
                page.request()));
    BemJson.write(
        response, 200, Map.of("versions", view.versions(call, page.inOrder(found.items()))));
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
    return registry
        .find(new FindWorkflow(call.workflow(name), false), Workflow.class)
        .orElseThrow(() -> BemException.notFound("There is no workflow " + name + "."));
  }

  private Workflow created(BemCall call, String namespace, WorkflowChanges changes) {
    Accepted accepted =
        registry.send(new CreateWorkflow(FunctionIds.next(), namespace, changes), call);
    return shown(
        call,
        accepted,
        beginning(WorkflowDefinition.of(changes), changes, accepted, namespace, call));
  }

  /** The workflow as of the change, or, where that is not to be seen yet, as it will be. */
  private Workflow shown(BemCall call, Accepted accepted, Workflow coming) {
    return registry
        .find(
            new FindWorkflowVersion(call.workflow(accepted.functionId()), accepted.version()),
            WorkflowVersion.class)
        .map(WorkflowVersion::workflow)
        .orElse(coming);
  }

  private static Workflow coming(Workflow before, WorkflowChanges changes, Accepted accepted) {
    WorkflowDefinition after = before.definition().with(changes);
    return new Workflow(
        before.id(),
        before.namespace(),
        changes.name() == null ? before.name() : changes.name(),
        after.displayName(),
        after.tags(),
        after.topology().mainNodeName(),
        after.topology().nodes(),
        after.topology().edges(),
        accepted.version(),
        accepted.sequence(),
        before.createTime(),
        Instant.now(),
        null,
        before.creator(),
        before.updater());
  }

  private static Workflow beginning(
      WorkflowDefinition definition,
      WorkflowChanges changes,
      Accepted accepted,
      String namespace,
      BemCall call) {
    Instant now = Instant.now();
    return new Workflow(
        accepted.functionId(),
        namespace,
        String.valueOf(changes.name()),
        definition.displayName(),
        definition.tags(),
        definition.topology().mainNodeName(),
        definition.topology().nodes(),
        definition.topology().edges(),
        1,
        0,
        now,
        now,
        null,
        call.caller().principal(),
        call.caller().principal());
  }

  private String freeName(BemCall call, String name) {
    if (name.equals("copy")) {
      throw BemException.against("name", "Must not be copy, which names a route.");
    }
    retention.checkWorkflow(call, name);
    return name;
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

  private static void add(List<Filter> conditions, @Nullable Filter filter) {
    if (filter != null) {
      conditions.add(filter);
    }
  }
}
