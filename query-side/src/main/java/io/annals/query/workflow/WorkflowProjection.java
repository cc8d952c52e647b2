package io.annals.query.workflow;

import io.annals.api.context.RequestContext;
import io.annals.api.operation.EventFacts;
import io.annals.api.workflow.Node;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.api.workflow.WorkflowDefinition;
import io.annals.api.workflow.WorkflowDeleted;
import io.annals.api.workflow.WorkflowEvent;
import io.annals.api.workflow.WorkflowUpdated;
import io.annals.query.json.StoredText;
import io.annals.query.json.ViewJson;
import io.annals.query.json.WellFormed;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Turns the events of workflows into views. They are few beside those of functions, so each is
 * written at once, within the current transaction.
 */
public final class WorkflowProjection {
  private final JdbcTemplate jdbc;
  private final WorkflowRows rows;

  /**
   * @param jdbc writes
   */
  public WorkflowProjection(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.rows = new WorkflowRows(jdbc);
  }

  /**
   * Shows an event.
   *
   * @throws IllegalStateException if it does not follow what is shown
   */
  public void show(
      WorkflowEvent event, long sequence, long position, long time, RequestContext context) {
    WorkflowState before = rows.findById(event.workflowId()).orElse(null);
    if (sequence != (before == null ? 0 : before.sequence() + 1)) {
      throw new IllegalStateException(
          "Event %d of workflow %s came after event %d."
              .formatted(sequence, event.workflowId(), before == null ? -1 : before.sequence()));
    }
    WorkflowState after = next(before, event, sequence, position, time, context);
    if (before == null) {
      create(after);
    } else {
      update(after);
    }
    EventFacts facts = EventFacts.of(event);
    if (before == null || !before.definition().tags().equals(after.definition().tags())) {
      writeTags(after);
    }
    if (facts.madeVersion().isPresent()) {
      writeUsages(after);
    }
    writeHistory(after, facts, context);
  }

  private WorkflowState next(
      @Nullable WorkflowState before,
      WorkflowEvent event,
      long sequence,
      long position,
      long time,
      RequestContext context) {
    if (event instanceof WorkflowCreated created) {
      WorkflowDefinition definition = WorkflowDefinition.of(created.changes());
      return new WorkflowState(
          position,
          created.workflowId(),
          created.namespace(),
          Objects.requireNonNull(created.changes().name()),
          definition,
          stored(definition),
          1,
          sequence,
          position,
          time,
          time,
          null,
          context.principal(),
          context.principal());
    }
    WorkflowState known =
        Objects.requireNonNull(before, "The workflow's first event is not its creation");
    String name = known.name();
    WorkflowDefinition definition = known.definition();
    long version = known.version();
    if (event instanceof WorkflowUpdated updated) {
      name = updated.changes().name() == null ? name : updated.changes().name();
      definition = definition.with(updated.changes());
      version = updated.version();
    }
    return new WorkflowState(
        known.row(),
        known.id(),
        known.namespace(),
        name,
        definition,
        definition == known.definition() ? known.definitionColumn() : stored(definition),
        version,
        sequence,
        position,
        known.createTime(),
        time,
        event instanceof WorkflowDeleted ? Long.valueOf(time) : null,
        known.creator(),
        context.principal());
  }

  private String stored(WorkflowDefinition definition) {
    StoredText text = WorkflowRows.stored(definition);
    if (text.document() != null) {
      jdbc.update(
          "INSERT INTO documents (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING",
          text.column(),
          text.document());
    }
    return text.column();
  }

  private void create(WorkflowState state) {
    jdbc.update(
        "INSERT INTO workflows (row_id, id, namespace, name, display_name, definition, version,"
            + " sequence, position, create_time, update_time, delete_time, creator, updater)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)",
        state.row(),
        state.id(),
        WellFormed.text(state.namespace()),
        WellFormed.text(state.name()),
        WellFormed.text(state.definition().displayName()),
        state.definitionColumn(),
        state.version(),
        state.sequence(),
        state.position(),
        state.createTime(),
        state.updateTime(),
        WellFormed.text(state.creator()),
        WellFormed.text(state.updater()));
  }

  private void update(WorkflowState state) {
    jdbc.update(
        "UPDATE workflows SET name = ?, display_name = ?, definition = ?, version = ?,"
            + " sequence = ?, position = ?, update_time = ?, delete_time = ?,"
            + " updater = ? WHERE row_id = ?",
        WellFormed.text(state.name()),
        WellFormed.text(state.definition().displayName()),
        state.definitionColumn(),
        state.version(),
        state.sequence(),
        state.position(),
        state.updateTime(),
        state.deleteTime(),
        WellFormed.text(state.updater()),
        state.row());
  }

  private void writeTags(WorkflowState state) {
    jdbc.update("DELETE FROM workflow_tags WHERE workflow_row = ?", state.row());
    jdbc.batchUpdate(
        "INSERT INTO workflow_tags (workflow_row, tag) VALUES (?, ?) ON CONFLICT DO NOTHING",
        state.definition().tags().stream()
            .map(tag -> new Object[] {state.row(), WellFormed.text(tag)})
            .toList());
  }

  private void writeUsages(WorkflowState state) {
    Set<List<Object>> used = new LinkedHashSet<>();
    for (Node node : state.definition().topology().nodes()) {
      used.add(
          List.of(
              state.row(),
              state.version(),
              node.functionId(),
              node.version() == null ? 0L : node.version()));
    }
    jdbc.batchUpdate(
        "INSERT INTO usages (workflow_row, workflow_version, function_id, function_version)"
            + " VALUES (?, ?, ?, ?)",
        used.stream().map(List::toArray).toList());
  }

  private void writeHistory(WorkflowState state, EventFacts facts, RequestContext context) {
    jdbc.update(
        "INSERT INTO workflow_history (position, workflow_row, namespace, sequence, version,"
            + " made_version, type, changed, restored, name, definition, delete_time, principal,"
            + " dialect, request_id, source, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        state.position(),
        state.row(),
        WellFormed.text(state.namespace()),
        state.sequence(),
        state.version(),
        facts.madeVersion().isPresent() ? 1L : 0L,
        facts.type(),
        ViewJson.write(facts.changed()),
        facts.restored(),
        WellFormed.text(state.name()),
        state.definitionColumn(),
        state.deleteTime(),
        WellFormed.text(state.updater()),
        WellFormed.text(context.dialect()),
        WellFormed.text(context.requestId()),
        WellFormed.textOrNull(context.source()),
        state.updateTime());
  }
}
