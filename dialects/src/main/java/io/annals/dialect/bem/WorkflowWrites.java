package io.annals.dialect.bem;

import io.annals.api.function.Accepted;
import io.annals.api.function.Expected;
import io.annals.api.function.FunctionIds;
import io.annals.api.query.FindWorkflow;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.api.workflow.CreateWorkflow;
import io.annals.api.workflow.UpdateWorkflow;
import io.annals.api.workflow.WorkflowChanges;
import io.annals.api.workflow.WorkflowDefinition;
import java.time.Instant;

/**
 * Changes workflows and answers with what became of them: as the views show it, or, where they do
 * not yet, as they will. Thread-safe.
 */
final class WorkflowWrites {
  private final BemRegistry registry;

  WorkflowWrites(BemRegistry registry) {
    this.registry = registry;
  }

  /** Creates a workflow in the call's environment. */
  Workflow create(BemCall call, WorkflowChanges changes) {
    Accepted accepted =
        registry.send(new CreateWorkflow(FunctionIds.next(), call.namespace(), changes), call);
    return shown(
        call, accepted, beginning(WorkflowDefinition.of(changes), changes, accepted, call));
  }

  /** Changes a workflow; also where nothing differs that is a version. */
  Workflow update(BemCall call, Workflow present, WorkflowChanges changes) {
    Accepted accepted =
        registry.send(
            new UpdateWorkflow(present.id(), call.namespace(), changes, Expected.ANY), call);
    return shown(call, accepted, coming(call, present, changes, accepted));
  }

  /** The live workflow of that name or id. */
  static Workflow find(BemRegistry registry, BemCall call, String name) {
    return registry
        .find(new FindWorkflow(call.workflow(name), false), Workflow.class)
        .orElseThrow(() -> BemException.notFound("There is no workflow " + name + "."));
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

  private static Workflow coming(
      BemCall call, Workflow before, WorkflowChanges changes, Accepted accepted) {
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
        call.caller().principal());
  }

  private static Workflow beginning(
      WorkflowDefinition definition, WorkflowChanges changes, Accepted accepted, BemCall call) {
    Instant now = Instant.now();
    return new Workflow(
        accepted.functionId(),
        call.namespace(),
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
}
