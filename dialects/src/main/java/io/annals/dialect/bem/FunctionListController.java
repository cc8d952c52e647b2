package io.annals.dialect.bem;

import io.annals.api.query.CountFunctions;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindWorkflow;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.query.ListFunctions;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.api.workflow.Node;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Lists of functions. */
@Controller
final class FunctionListController {
  private final BemRegistry registry;
  private final FunctionView view;

  FunctionListController(BemRegistry registry, FunctionView view) {
    this.registry = registry;
    this.view = view;
  }

  @GetMapping("/v3/functions")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    BemPage page = BemPage.of(call, "id", false);
    List<Filter> conditions = new ArrayList<>();
    conditions.add(
        Objects.requireNonNull(BemPage.anyOf("kind", Operator.EQUAL, FunctionTypes.all())));
    BemPage.add(conditions, BemPage.anyOf("kind", Operator.EQUAL, kinds(call.list("types"))));
    BemPage.add(conditions, BemPage.anyOf("id", Operator.EQUAL, call.list("functionIDs")));
    BemPage.add(conditions, BemPage.anyOf("name", Operator.EQUAL, call.list("functionNames")));
    BemPage.add(conditions, BemPage.anyOf("tags", Operator.HAS, call.list("tags")));
    BemPage.add(conditions, used(call, "workflowIDs", false));
    BemPage.add(conditions, used(call, "workflowNames", false));
    BemPage.add(conditions, used(call, "workflowIDVersionNums", true));
    BemPage.add(conditions, used(call, "workflowNameVersionNums", true));
    String displayName = call.parameter("displayName");
    if (displayName != null && !displayName.isEmpty()) {
      conditions.add(new Comparison("displayName", Operator.HAS, displayName));
    }
    Page<Function> found =
        registry.askPage(
            new ListFunctions(
                call.namespace(), page.filter(conditions), page.order(), page.request(), false));
    BemJson.write(
        response,
        200,
        Map.of(
            "functions",
            view.many(call, page.inOrder(found.items())),
            "totalCount",
            registry.ask(
                new CountFunctions(call.namespace(), new Filter.And(conditions)), Long.class)));
  }

  /** Functions of the type route became classify, and are read as such. */
  private static @Nullable List<String> kinds(@Nullable List<String> types) {
    return types == null
        ? null
        : types.stream().map(type -> type.equals("route") ? "classify" : type).toList();
  }

  /** That a workflow's current version, or the one that is named, has a node on the function. */
  private @Nullable Filter used(BemCall call, String parameter, boolean versioned) {
    List<String> wanted = call.list(parameter);
    if (wanted == null) {
      return null;
    }
    Set<String> ids = new LinkedHashSet<>();
    for (String item : wanted) {
      Optional<Workflow> found = versioned ? asOf(call, parameter, item) : current(call, item);
      found.ifPresent(w -> w.nodes().stream().map(Node::functionId).forEach(ids::add));
    }
    return BemPage.anyOf("id", Operator.EQUAL, List.copyOf(ids));
  }

  private Optional<Workflow> current(BemCall call, String workflow) {
    return registry.find(new FindWorkflow(call.workflow(workflow), false), Workflow.class);
  }

  private Optional<Workflow> asOf(BemCall call, String parameter, String item) {
    VersionOf wanted = VersionOf.read(parameter, item);
    // History keeps the versions of a deleted workflow; here it is gone.
    return current(call, wanted.name())
        .flatMap(
            live ->
                registry.find(
                    new FindWorkflowVersion(call.workflow(live.id()), wanted.version()),
                    WorkflowVersion.class))
        .map(WorkflowVersion::workflow);
  }
}
