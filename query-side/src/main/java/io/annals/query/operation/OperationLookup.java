package io.annals.query.operation;

import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.FindOperation;
import io.annals.api.resource.Operation;
import io.annals.query.state.HistoryEntry;
import io.annals.query.state.HistoryRows;
import io.annals.query.workflow.WorkflowEntry;
import io.annals.query.workflow.WorkflowRows;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the present state of an operation from the views and, where they are behind, the store. */
final class OperationLookup {
  private final HistoryRows history;
  private final WorkflowRows workflows;
  private final LetterRows letters;
  private final PendingEvents pending;

  OperationLookup(
      HistoryRows history, WorkflowRows workflows, LetterRows letters, PendingEvents pending) {
    this.history = history;
    this.workflows = workflows;
    this.letters = letters;
    this.pending = pending;
  }

  /**
   * The operation.
   *
   * @throws ProblemException {@code NOT_FOUND}
   */
  Operation find(FindOperation query) {
    OperationId id = query.id();
    String scope = query.scope();
    Optional<Operation> done = done(id, scope);
    if (done.isPresent()) {
      return done.get();
    }
    Optional<Operation> waiting =
        pending
            .find(id)
            .filter(found -> scope == null || scope.equals(found.namespace()))
            .map(PendingEvents.Pending::operation);
    // It may have become visible between the two looks.
    return waiting.or(() -> done(id, scope)).orElseThrow(() -> missing(id));
  }

  /**
   * The operation if it is done, with or without error.
   *
   * @throws ProblemException {@code NOT_FOUND} if it is out of scope
   */
  Optional<Operation> done(OperationId id, @Nullable String scope) {
    Optional<HistoryEntry> entry = history.event(id.functionId(), id.sequence());
    if (entry.isPresent()) {
      inScope(id, scope, entry.get().state().namespace());
      return entry.map(HistoryEntry::toOperation);
    }
    Optional<WorkflowEntry> ofWorkflow = workflows.find(id.functionId(), id.sequence());
    if (ofWorkflow.isPresent()) {
      inScope(id, scope, ofWorkflow.get().state().namespace());
      return ofWorkflow.map(WorkflowEntry::toOperation);
    }
    Optional<LetterRows.Failed> failed = letters.find(id);
    failed.ifPresent(found -> inScope(id, scope, found.namespace()));
    return failed.map(LetterRows.Failed::operation);
  }

  private static void inScope(OperationId id, @Nullable String scope, @Nullable String namespace) {
    if (scope != null && !scope.equals(namespace)) {
      throw missing(id);
    }
  }

  static ProblemException missing(OperationId id) {
    return ProblemException.notFound("There is no operation " + id + ".");
  }
}
