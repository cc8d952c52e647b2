package io.annals.dialect.bem;

import io.annals.api.function.Accepted;
import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.Definition;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.UpdateFunction;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindVersion;
import io.annals.api.query.FindWorkflow;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListFunctions;
import io.annals.api.query.ListVersions;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Version;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.api.workflow.Node;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Functions and their versions. */
@Controller
final class FunctionController {
  /** Words that stand where a name stands in other routes. */
  private static final Set<String> RESERVED =
      Set.of("copy", "compare", "review", "metrics", "regression");

  private final BemRegistry registry;
  private final FunctionView view;
  private final NameRetention retention;

  FunctionController(BemRegistry registry, FunctionView view, NameRetention retention) {
    this.registry = registry;
    this.view = view;
    this.retention = retention;
  }

  @PostMapping("/v3/functions")
  void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    Members body = BemJson.read(request);
    String type = FunctionTypes.written(body);
    Changes changes =
        common(body)
            .with(Field.KIND, type)
            .with(Field.CONFIG, FunctionTypes.created(type, body))
            .with(Field.NAME, freeName(call, body.required("functionName"), "functionName"));
    answer(call, response, created(call, call.namespace(), changes));
  }

  @GetMapping("/v3/functions")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    BemPage page = BemPage.of(call, "id", false);
    List<Filter> conditions = new ArrayList<>();
    List<String> types = call.list("types");
    conditions.add(
        Objects.requireNonNull(BemPage.anyOf("kind", Operator.EQUAL, FunctionTypes.all())));
    add(conditions, BemPage.anyOf("kind", Operator.EQUAL, types));
    add(conditions, BemPage.anyOf("id", Operator.EQUAL, call.list("functionIDs")));
    add(conditions, BemPage.anyOf("name", Operator.EQUAL, call.list("functionNames")));
    add(conditions, BemPage.anyOf("tags", Operator.HAS, call.list("tags")));
    add(conditions, used(call, "workflowIDs", false));
    add(conditions, used(call, "workflowNames", false));
    add(conditions, used(call, "workflowIDVersionNums", true));
    add(conditions, used(call, "workflowNameVersionNums", true));
    String displayName = call.parameter("displayName");
    if (displayName != null && !displayName.isEmpty()) {
      conditions.add(new Comparison("displayName", Operator.HAS, displayName));
    }
    Page<Function> found =
        registry.askPage(
            new ListFunctions(
                call.namespace(), page.filter(conditions), page.order(), page.request(), false));
    BemJson.write(response, 200, Map.of("functions", view.many(call, page.inOrder(found.items()))));
  }

  @GetMapping("/v3/functions/{name}")
  void get(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    answer(call, response, find(call, name));
  }

  @PatchMapping("/v3/functions/{name}")
  void update(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    Members body = BemJson.read(request);
    Function updated = BemRegistry.repeat(() -> update(call, find(call, name), body));
    answer(call, response, updated);
  }

  private Function update(BemCall call, Function present, Members body) {
    String type = FunctionTypes.written(body);
    if (!type.equals(present.kind())) {
      throw BemException.malformed(
          "type", "Must be " + present.kind() + ": the type of a function stays.");
    }
    Changes changes = common(body);
    Map<String, Object> config = FunctionTypes.updated(type, present.config(), body);
    if (!config.equals(present.config())) {
      changes = changes.with(Field.CONFIG, config);
    }
    String newName = body.text("functionName");
    if (newName != null && !newName.equals(present.name())) {
      changes = changes.with(Field.NAME, freeName(call, newName, "functionName"));
    }
    Accepted accepted =
        registry.send(
            new UpdateFunction(
                present.id(),
                call.namespace(),
                changes,
                null,
                Expected.sequence(present.sequence())),
            call);
    Changes accepting = changes;
    return shown(call, accepted).orElseGet(() -> coming(present, accepting, accepted));
  }

  @DeleteMapping("/v3/functions/{name}")
  void delete(@PathVariable String name, HttpServletRequest request, HttpServletResponse response) {
    BemCall call = BemCall.of(request);
    registry.send(new DeleteFunction(find(call, name).id(), call.namespace(), Expected.ANY), call);
    response.setStatus(204);
  }

  @PostMapping("/v3/functions/copy")
  void copy(HttpServletRequest request, HttpServletResponse response) throws IOException {
    BemCall call = BemCall.of(request);
    Members body = BemJson.read(request);
    Function source = find(call, body.required("sourceFunctionName"));
    String target = freeName(call, body.required("targetFunctionName"), "targetFunctionName");
    String displayName = body.text("targetDisplayName");
    if (displayName == null && !source.displayName().isEmpty()) {
      displayName = source.displayName() + " (Copy)";
    }
    List<String> tags = body.texts("tags");
    Changes changes =
        source
            .definition()
            .changesFrom(Definition.DEFAULT)
            .without(Field.HEAD)
            .without(Field.PUBLISHED)
            .with(Field.NAME, target)
            .with(Field.DISPLAY_NAME, displayName)
            .with(Field.TAGS, tags == null ? source.tags() : tags);
    answer(call, response, created(call, environment(call, body), changes));
  }

  /** Where a copy goes: an environment is a namespace that the key reaches. */
  static String environment(BemCall call, Members body) {
    String target = body.text("targetEnvironment");
    if (target == null) {
      return call.namespace();
    }
    if (!call.caller().reaches(target)) {
      throw BemException.malformed(
          "targetEnvironment", "The key does not reach the environment " + target + ".");
    }
    return target;
  }

  @GetMapping("/v3/functions/{name}/versions")
  void versions(@PathVariable String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    Function function = find(call, name);
    List<Version> versions = new ArrayList<>();
    String token = null;
    do {
      Page<Version> page =
          registry.askPage(
              new ListVersions(
                  call.function(function.id()),
                  null,
                  List.of(),
                  new PageRequest(PageRequest.MAX_SIZE, token)));
      versions.addAll(page.items());
      token = page.nextPageToken();
    } while (token != null);
    BemJson.write(
        response,
        200,
        Map.of(
            "versions",
            view.versions(call, versions, function.version()),
            "totalCount",
            versions.size()));
  }

  @GetMapping("/v3/functions/{name}/versions/{version}")
  void version(
      @PathVariable String name,
      @PathVariable String version,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    BemCall call = BemCall.of(request);
    Function function = find(call, name);
    Version found =
        registry.ask(new FindVersion(call.function(function.id()), number(version)), Version.class);
    BemJson.write(
        response,
        200,
        Map.of("function", view.versions(call, List.of(found), function.version()).get(0)));
  }

  static long number(String version) {
    if (!version.matches("[1-9][0-9]{0,17}")) {
      throw BemException.malformed("versionNum", "Must be a whole number from 1.");
    }
    return Long.parseLong(version);
  }

  private Function find(BemCall call, String name) {
    return registry
        .find(new FindFunction(call.function(name), false, null, null), Function.class)
        .filter(FunctionView::isShown)
        .orElseThrow(() -> BemException.notFound("There is no function " + name + "."));
  }

  private void answer(BemCall call, HttpServletResponse response, Function function)
      throws IOException {
    BemJson.write(response, 200, Map.of("function", view.one(call, function)));
  }

  private Function created(BemCall call, String namespace, Changes changes) {
    Accepted accepted =
        registry.send(new CreateFunction(FunctionIds.next(), namespace, changes, null), call);
    return shown(call, accepted)
        .orElseGet(() -> coming(nothing(call, namespace, accepted), changes, accepted));
  }

  private Optional<Function> shown(BemCall call, Accepted accepted) {
    return registry.find(
        new FindFunction(
            new FunctionRef(accepted.functionId(), call.namespace(), null),
            true,
            accepted.version(),
            null),
        Function.class);
  }

  /** The function as it will be shown, for an answer that does not wait any longer. */
  private static Function coming(Function before, Changes changes, Accepted accepted) {
    Definition definition = before.definition().with(changes);
    String name = changes.has(Field.NAME) ? (String) changes.get(Field.NAME) : before.name();
    return new Function(
        before.id(),
        before.namespace(),
        name,
        definition.kind(),
        definition.displayName(),
        definition.description(),
        definition.labels(),
        definition.tags(),
        definition.status(),
        definition.config(),
        accepted.version(),
        accepted.sequence(),
        definition.head(),
        definition.published(),
        before.aliases(),
        before.policies(),
        before.secrets(),
        before.createTime(),
        Instant.now(),
        null,
        before.creator(),
        before.updater());
  }

  private static Function nothing(BemCall call, String namespace, Accepted accepted) {
    Definition unset = Definition.DEFAULT;
    Instant now = Instant.now();
    return new Function(
        accepted.functionId(),
        namespace,
        null,
        unset.kind(),
        "",
        "",
        Map.of(),
        List.of(),
        unset.status(),
        Map.of(),
        1,
        0,
        null,
        null,
        Map.of(),
        Map.of(),
        List.of(),
        now,
        now,
        null,
        call.caller().principal(),
        call.caller().principal());
  }

  private String freeName(BemCall call, String name, String field) {
    if (RESERVED.contains(name)) {
      throw BemException.against(field, "Must not be " + name + ", which names a route.");
    }
    retention.checkFunction(call, name);
    return name;
  }

  private static Changes common(Members body) {
    Changes changes = Changes.none();
    if (body.has("displayName")) {
      changes = changes.with(Field.DISPLAY_NAME, body.text("displayName"));
    }
    if (body.has("description")) {
      changes = changes.with(Field.DESCRIPTION, body.text("description"));
    }
    return body.has("tags") ? changes.with(Field.TAGS, body.texts("tags")) : changes;
  }

  private static void add(List<Filter> conditions, @Nullable Filter filter) {
    if (filter != null) {
      conditions.add(filter);
    }
  }

  /** That a workflow's current version, or the one that is named, has a node on the function. */
  private @Nullable Filter used(BemCall call, String parameter, boolean versioned) {
    List<String> wanted = call.list(parameter);
    if (wanted == null) {
      return null;
    }
    Set<String> ids = new LinkedHashSet<>();
    for (String workflow : wanted) {
      int dot = versioned ? workflow.lastIndexOf('.') : -1;
      if (versioned && dot < 0) {
        throw BemException.malformed(parameter, "Must have items such as name.2.");
      }
      Optional<Workflow> found =
          versioned
              ? registry
                  .find(
                      new FindWorkflowVersion(
                          call.workflow(workflow.substring(0, dot)),
                          number(workflow.substring(dot + 1))),
                      WorkflowVersion.class)
                  .map(WorkflowVersion::workflow)
              : registry.find(new FindWorkflow(call.workflow(workflow), false), Workflow.class);
      found.ifPresent(w -> w.nodes().stream().map(Node::functionId).forEach(ids::add));
    }
    return BemPage.anyOf("id", Operator.EQUAL, List.copyOf(ids));
  }
}
