package io.annals.dialect.bem;

import io.annals.api.query.CountWorkflows;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindFunction;
import io.annals.api.query.ListWorkflows;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Workflow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Lists of workflows. */
@Controller
final class WorkflowListController {
  private final BemRegistry registry;
  private final WorkflowView view;

  WorkflowListController(BemRegistry registry, WorkflowView view) {
    this.registry = registry;
    this.view = view;
  }

  @GetMapping("/v3/workflows")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    BemPage page = BemPage.of(call, "id", false);
    List<Filter> conditions = new ArrayList<>();
    BemPage.add(conditions, BemPage.anyOf("id", Operator.EQUAL, call.list("workflowIDs")));
    BemPage.add(conditions, BemPage.anyOf("name", Operator.EQUAL, call.list("workflowNames")));
    BemPage.add(conditions, BemPage.anyOf("tags", Operator.HAS, call.list("tags")));
    BemPage.add(conditions, BemPage.anyOf("functions", Operator.HAS, call.list("functionIDs")));
    BemPage.add(
        conditions,
        BemPage.anyOf("functions", Operator.HAS, ids(call, call.list("functionNames"))));
    BemPage.add(
        conditions,
        BemPage.anyOf(
            "functionVersions", Operator.HAS, pinned(call, "functionIDVersionNums", false)));
    BemPage.add(
        conditions,
        BemPage.anyOf(
            "functionVersions", Operator.HAS, pinned(call, "functionNameVersionNums", true)));
    String displayName = call.parameter("displayName");
    if (displayName != null && !displayName.isEmpty()) {
      conditions.add(new Comparison("displayName", Operator.HAS, displayName));
    }
    Page<Workflow> found =
        registry.askPage(
            new ListWorkflows(
                call.namespace(), page.filter(conditions), page.order(), page.request(), false));
    BemJson.write(
        response,
        200,
        Map.of(
            "workflows",
            view.many(call, page.inOrder(found.items())),
            "totalCount",
            registry.ask(
                new CountWorkflows(call.namespace(), new Filter.And(conditions)), Long.class)));
  }

  /** The ids of those functions that are there. */
  private @Nullable List<String> ids(BemCall call, @Nullable List<String> names) {
    return names == null
        ? null
        : names.stream().map(name -> id(call, name)).flatMap(Optional::stream).toList();
  }

  private Optional<String> id(BemCall call, String name) {
    return registry
        .find(new FindFunction(call.function(name), false, null, null), Function.class)
        .map(Function::id);
  }

  /** Functions with their versions, such as {@code id.2}, each by its id. */
  private @Nullable List<String> pinned(BemCall call, String parameter, boolean named) {
    List<String> wanted = call.list(parameter);
    if (wanted == null) {
      return null;
    }
    List<String> pinned = new ArrayList<>();
    for (String item : wanted) {
      VersionOf of = VersionOf.read(parameter, item);
      Optional<String> id = named ? id(call, of.name()) : Optional.of(of.name());
      id.ifPresent(found -> pinned.add(found + "." + of.version()));
    }
    return pinned;
  }
}
