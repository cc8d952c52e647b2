package io.annals.query.analytics;

import io.annals.api.context.RequestContext;
import io.annals.api.context.Subject;
import io.annals.api.function.FunctionEvent;
import io.annals.api.operation.EventFacts;
import io.annals.api.workflow.WorkflowEvent;
import io.annals.query.analytics.Tally.Cell;
import io.annals.query.analytics.Tally.ResourceCell;
import io.annals.query.database.ViewDatabase;
import io.annals.query.json.WellFormed;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventMessageHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Counts events. Those of a unit of work are counted in memory, and added to the tables when it is
 * about to commit, in the transaction that also stores how far the counts have come: an event
 * counts exactly once, whatever fails in between. No event's content makes it fail.
 */
final class ChangeProjection implements EventMessageHandler {
  private static final String TALLY = ChangeProjection.class.getName();

  private final TallyWriter writer;
  private final Subjects subjects;

  ChangeProjection(ViewDatabase database, Subjects subjects) {
    this.writer = new TallyWriter(database.writes());
    this.subjects = subjects;
  }

  @Override
  public boolean canHandle(EventMessage<?> message) {
    return true;
  }

  @Override
  public boolean canHandleType(Class<?> payloadType) {
    return true;
  }

  @Override
  public @Nullable Object handle(EventMessage<?> message) {
    if (message instanceof TrackedEventMessage<?> tracked) {
      count(tracked, tally());
    }
    return null;
  }

  private void count(TrackedEventMessage<?> message, Tally tally) {
    Object event = Readable.payload(message);
    Instant time = message.getTimestamp();
    Subject subject = subjects.of(message);
    RequestContext context = RequestContext.of(Readable.metaData(message));
    String namespace = WellFormed.text(subject.namespace());
    String kind = subject.kind() == null ? "" : WellFormed.text(subject.kind());
    long hour = Hours.of(time);
    tally.add(
        new Cell(
            hour,
            namespace,
            kind,
            Readable.type(message),
            WellFormed.text(context.principal()),
            WellFormed.text(context.dialect())),
        EventFacts.ofAny(event).map(facts -> fields(facts.changed())).orElse(Set.of()));
    String function = event instanceof FunctionEvent of ? of.functionId() : null;
    String workflow = event instanceof WorkflowEvent of ? of.workflowId() : null;
    if (function != null || workflow != null) {
      tally.add(
          new ResourceCell(
              Math.floorDiv(hour, Hours.PER_DAY),
              function == null ? "workflow" : "function",
              namespace,
              function == null ? workflow : function));
    }
    tally.reached(message.trackingToken().position().orElseThrow(), time);
  }

  /**
   * The fields without what follows their first dot, such as the name of an alias: clients could
   * make ever more of those.
   */
  private static Set<String> fields(List<String> paths) {
    Set<String> fields = new LinkedHashSet<>();
    for (String path : paths) {
      int dot = path.indexOf('.');
      fields.add(dot < 0 ? path : path.substring(0, dot));
    }
    return fields;
  }

  private Tally tally() {
    UnitOfWork<?> work = CurrentUnitOfWork.get().root();
    return work.getOrComputeResource(
        TALLY,
        key -> {
          Tally tally = new Tally();
          work.onPrepareCommit(unit -> writer.write(tally));
          return tally;
        });
  }
}
