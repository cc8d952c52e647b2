package io.annals.dialect.nativeapi;

import io.annals.api.blob.Digest;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionStatus;
import io.annals.api.job.JobId;
import io.annals.api.job.JobProgress;
import io.annals.api.operation.OperationId;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindWorkflow;
import io.annals.api.query.FindWorkflowVersion;
import io.annals.api.query.ResolveNodes;
import io.annals.api.resource.Function;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Outcome;
import io.annals.api.resource.Page;
import io.annals.api.resource.Projection;
import io.annals.api.resource.Revision;
import io.annals.api.resource.Version;
import io.annals.api.resource.Workflow;
import io.annals.api.resource.WorkflowVersion;
import io.annals.api.workflow.Edge;
import io.annals.api.workflow.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Resources to answer with. */
final class Samples {
  static final String ID = "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4";
  static final String REVISION = "018f4c7e-0000-7c1b-9d3e-2b6f0a51c8d4";
  static final Instant TIME = Instant.parse("2026-01-02T03:04:05.060Z");

  private Samples() {}

  static Function function() {
    return new Function(
        ID,
        "default",
        "resize",
        "function",
        "",
        "",
        Map.of("env", "prod"),
        List.of(),
        FunctionStatus.ACTIVE,
        Map.of(),
        3,
        6,
        REVISION,
        null,
        Map.of(),
        Map.of(),
        List.of(),
        TIME,
        TIME,
        null,
        "key:root",
        "key:root");
  }

  /** One that has a value for every member. */
  static Function fullFunction() {
    return new Function(
        ID,
        "default",
        "resize",
        "function",
        "Resize",
        "Scales",
        Map.of("env", "prod"),
        List.of("images"),
        FunctionStatus.ACTIVE,
        Map.of("maxWidth", 1920),
        3,
        6,
        REVISION,
        REVISION,
        Map.of("stable", REVISION),
        Map.of("yandex.scaling.$latest", Map.of("zoneInstancesLimit", "2")),
        List.of("TOKEN"),
        TIME,
        TIME,
        TIME,
        "key:root",
        "key:root");
  }

  static Revision revision() {
    return revision("index.js");
  }

  static Revision revision(String path) {
    return new Revision(
        REVISION,
        ID,
        1,
        1,
        Map.of(path, new FileRef(Digest.of(new byte[] {1}), 1)),
        "nodejs22",
        "index.handler",
        Map.of("memoryMb", 128),
        "First draft",
        "key:root",
        TIME);
  }

  static Version version(long number) {
    return new Version(
        ID,
        number,
        "FunctionUpdated",
        List.of("labels"),
        1L,
        function(),
        new OperationId(ID, number).toString(),
        "key:root",
        "native",
        TIME);
  }

  static Workflow workflow() {
    return new Workflow(
        ID,
        "default",
        "intake",
        "",
        List.of(),
        "sort",
        List.of(new Node("sort", ID, "resize", 1L, Map.of())),
        List.of(new Edge("sort", "read", "bill", Map.of())),
        3,
        6,
        TIME,
        TIME,
        TIME,
        "key:root",
        "key:root");
  }

  static WorkflowVersion workflowVersion(long number) {
    return new WorkflowVersion(
        ID,
        number,
        "WorkflowUpdated",
        List.of("nodes"),
        1L,
        workflow(),
        new OperationId(ID, number).toString(),
        "key:root",
        "native",
        TIME);
  }

  static Operation operation(OperationId id, boolean done) {
    return new Operation(
        id.toString(),
        done,
        "FunctionUpdated",
        "Update of resize",
        TIME,
        TIME,
        "key:root",
        new Operation.Metadata(id.functionId(), 3),
        done ? function() : null,
        null);
  }

  static final JobId JOB = new JobId(1_764_000_000_000_000L);

  /** A replay of 100 events. */
  static Operation job(long done, boolean over) {
    return new Operation(
        JOB.toString(),
        over,
        "Replay",
        "Replay of registry",
        TIME,
        TIME,
        "key:root",
        Operation.Metadata.ofJob("registry", false, new JobProgress(done, 100, 12.5, 8L)),
        over ? new Outcome(Map.of("position", 100)) : null,
        null);
  }

  static Projection projection() {
    return new Projection("registry", Projection.State.SERVING, 99, 100, 1, 0L, job(100, true));
  }

  /** A registry that accepts everything, at once. */
  static FakeRegistry willing() {
    FakeRegistry registry = Server.REGISTRY;
    registry.reset();
    registry.answer(AwaitOperation.class, asked -> operation(asked.id(), true));
    registry.answer(FindFunction.class, asked -> function());
    registry.answer(FindWorkflow.class, asked -> workflow());
    registry.answer(FindWorkflowVersion.class, asked -> workflowVersion(asked.version()));
    registry.answer(
        ResolveNodes.class,
        asked -> new Page<>(asked.nodes().stream().map(node -> function()).toList(), null));
    return registry;
  }
}
