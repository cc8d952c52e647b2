package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.FindWorkflow;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.query.ListUsages;
import io.annals.api.query.ListWorkflowVersions;
import io.annals.api.query.ListWorkflows;
import io.annals.api.query.ResolveNodes;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Usage;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.api.workflow.CreateWorkflow;
import io.annals.api.workflow.DeleteWorkflow;
import io.annals.api.workflow.RevertWorkflow;
import io.annals.api.workflow.UndeleteWorkflow;
import io.annals.api.workflow.UpdateWorkflow;
import io.annals.api.workflow.WorkflowChanges;
import io.annals.api.workflow.WorkflowDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Workflows and their versions, and who uses a function. */
@Controller
final class WorkflowController {
  private final Registry registry;
  private final Mutations mutations;

  WorkflowController(Registry registry, Mutations mutations) {
    this.registry = registry;
    this.mutations = mutations;
  }

  @PostMapping("/v1/workflows")
  Reply create(Call call) {
    WorkflowBody body = WorkflowBody.creation(call);
    String namespace =
        body.namespace() == null ? call.namespace() : Call.reached(call.caller(), body.namespace());
    return mutations.send(
        call,
        new CreateWorkflow(
            FunctionController.newId(call, namespace), namespace, changes(body, namespace)));
  }

  @GetMapping("/v1/workflows")
  Reply list(Call call) {
    Page<Workflow> page =
        registry.askPage(
            new ListWorkflows(
                call.scope(),
                ListParameters.filter(call),
                ListParameters.orderBy(call),
                ListParameters.page(call),
                call.query().flag("showDeleted"),
                Timestamps.parameter(call.query(), "asOf")));
    return Reply.list("workflows", page.items(), page.nextPageToken());
  }

  @GetMapping("/v1/workflows/{workflow:[^:]+}")
  Reply get(Call call, @PathVariable String workflow) {
    Long version = call.query().positive("version");
    Instant asOf = Timestamps.parameter(call.query(), "asOf");
    if (version != null && asOf != null) {
      throw ProblemException.invalid("asOf", "Give either version or asOf.");
    }
    Workflow found =
        version == null
            ? registry.ask(
                new FindWorkflow(call.workflow(workflow), call.query().flag("showDeleted"), asOf),
                Workflow.class)
            : version(call, workflow, version).workflow();
    Map<String, String> headers = Map.of("ETag", EntityTags.quoted(found.etag()));
    return EntityTags.matches(call.request().getHeader("If-None-Match"), found.etag())
        ? new Reply(304, null, headers)
        : new Reply(200, found, headers);
  }

  @PatchMapping("/v1/workflows/{workflow:[^:]+}")
  Reply update(Call call, @PathVariable String workflow) {
    WorkflowBody body = WorkflowBody.update(call);
    var expected = call.expected();
    Workflow present = find(call, workflow, false);
    return mutations.send(
        call,
        new UpdateWorkflow(
            present.id(), call.scope(), changes(body, present.namespace()), expected));
  }

  /** A retry finds the workflow also when the first attempt has freed its name already. */
  @DeleteMapping("/v1/workflows/{workflow:[^:]+}")
  Reply delete(Call call, @PathVariable String workflow) {
    var expected = call.expected();
    String id = find(call, workflow, call.idempotencyKey() != null).id();
    return mutations.send(call, new DeleteWorkflow(id, call.scope(), expected));
  }

  @PostMapping("/v1/workflows/{workflow:[^:]+}:undelete")
  Reply undelete(Call call, @PathVariable String workflow) {
    var expected = call.expected();
    String id = find(call, workflow, true).id();
    return mutations.send(call, new UndeleteWorkflow(id, call.scope(), expected));
  }

  @PostMapping("/v1/workflows/{workflow:[^:]+}:revert")
  Reply revert(Call call, @PathVariable String workflow) {
    long version =
        Bodies.members(call, Map.of("version", Bodies::positive), List.of("version"))
            .number("version");
    var expected = call.expected();
    String id = find(call, workflow, false).id();
    WorkflowDefinition restored = version(call, id, version).workflow().definition();
    return mutations.send(call, new RevertWorkflow(id, call.scope(), version, restored, expected));
  }

  /** A copy starts at version 1 and shares the functions. */
  @PostMapping("/v1/workflows/{workflow:[^:]+}:copy")
  Reply copy(Call call, @PathVariable String workflow) {
    String name =
        Bodies.members(call, Map.of("name", JsonTerms::text), List.of("name")).text("name");
    Workflow source = find(call, workflow, false);
    WorkflowDefinition definition = source.definition();
    return mutations.send(
        call,
        new CreateWorkflow(
            FunctionController.newId(call, source.namespace()),
            source.namespace(),
            new WorkflowChanges(
                name, definition.displayName(), definition.tags(), definition.topology())));
  }

  @GetMapping("/v1/workflows/{workflow:[^:]+}/versions")
  Reply versions(Call call, @PathVariable String workflow) {
    Page<WorkflowVersion> page =
        registry.askPage(
            new ListWorkflowVersions(
                call.workflow(workflow),
                ListParameters.filter(call),
                ListParameters.orderBy(call),
                ListParameters.page(call)));
    return Reply.list("versions", page.items(), page.nextPageToken());
  }

  @GetMapping("/v1/workflows/{workflow:[^:]+}/versions/{version:[^:]+}")
  Reply version(Call call, @PathVariable String workflow, @PathVariable String version) {
    Long number = Numbers.whole(version);
    if (number == null || number < 1) {
      throw ProblemException.notFound(
          "There is no version '" + version + "'; versions are numbered from 1.");
    }
    return Reply.ok(version(call, workflow, number));
  }

  @GetMapping("/v1/functions/{function:[^:]+}/usages")
  Reply usages(Call call, @PathVariable String function) {
    ListParameters.without(call, "filter", "orderBy");
    Page<Usage> page =
        registry.askPage(
            new ListUsages(
                call.function(function),
                call.query().positive("version"),
                ListParameters.page(call)));
    return Reply.list("usages", page.items(), page.nextPageToken());
  }

  private WorkflowChanges changes(WorkflowBody body, String namespace) {
    List<ResolveNodes.Wanted> wanted = body.wanted();
    if (wanted.isEmpty()) {
      return body.changes(List.of());
    }
    Page<Function> functions = registry.askPage(new ResolveNodes(namespace, wanted));
    return body.changes(functions.items());
  }

  private Workflow find(Call call, String workflow, boolean showDeleted) {
    return registry.ask(new FindWorkflow(call.workflow(workflow), showDeleted), Workflow.class);
  }

  private WorkflowVersion version(Call call, String workflow, @Nullable Long version) {
    return registry.ask(
        new FindWorkflowVersion(call.workflow(workflow), version == null ? 0 : version),
        WorkflowVersion.class);
  }
}
