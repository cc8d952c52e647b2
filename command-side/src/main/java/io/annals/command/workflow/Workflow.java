package io.annals.command.workflow;

import static org.axonframework.modelling.command.AggregateCreationPolicy.CREATE_IF_MISSING;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.context.Subject;
import io.annals.api.function.Accepted;
import io.annals.api.function.Accepted.Event;
import io.annals.api.function.Expected;
import io.annals.api.operation.EventFacts;
import io.annals.api.workflow.CreateWorkflow;
import io.annals.api.workflow.DeleteWorkflow;
import io.annals.api.workflow.RevertWorkflow;
import io.annals.api.workflow.UndeleteWorkflow;
import io.annals.api.workflow.UpdateWorkflow;
import io.annals.api.workflow.WorkflowChanges;
import io.annals.api.workflow.WorkflowCommand;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.api.workflow.WorkflowDeleted;
import io.annals.api.workflow.WorkflowEvent;
import io.annals.api.workflow.WorkflowUndeleted;
import io.annals.api.workflow.WorkflowUpdated;
import io.annals.command.name.NameClaims;
import io.annals.command.request.RecentRequests.Request;
import io.annals.command.request.RequestShape;
import io.annals.command.rule.Rule;
import io.annals.command.workflow.WorkflowRules.AnIdempotencyKeyNamesOneRequest;
import io.annals.command.workflow.WorkflowRules.OnlyADeletedWorkflowIsUndeleted;
import io.annals.command.workflow.WorkflowRules.VersionExists;
import io.annals.command.workflow.WorkflowRules.WorkflowIdIsFresh;
import io.annals.command.workflow.WorkflowRules.WorkflowIsAsExpected;
import io.annals.command.workflow.WorkflowRules.WorkflowIsInTheSendersNamespace;
import io.annals.command.workflow.WorkflowRules.WorkflowIsNotDeleted;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * Decides what may happen to one workflow, in the order in which a function does: is it there for
 * this sender, is the command a retry, is the workflow live and as expected, is the command
 * well-formed, do the rules hold; then one event is applied.
 *
 * <p>Whether the functions of its nodes exist is the sender's to find out: they may be deleted at
 * any time, and the workflow keeps naming them.
 *
 * <p>The snapshot's shape is the {@link WorkflowState}'s; whoever changes it raises the revision.
 */
@Revision("1")
public final class Workflow {
  private static final String KIND = "workflow";

  private @Nullable WorkflowState state;

  /** When the last event was stored; null before it. */
  private @Nullable Instant time;

  /** A workflow that never was. */
  public Workflow() {}

  /** A workflow as it is remembered. */
  @JsonCreator
  Workflow(@JsonProperty("state") WorkflowState state) {
    this.state = state;
  }

  /** The same workflow in another object: what one of them decides, the other does not see. */
  public Workflow copy() {
    Workflow copy = new Workflow();
    copy.state = state;
    return copy;
  }

  /** What is remembered; null before the creation. */
  @JsonProperty("state")
  @Nullable WorkflowState state() {
    return state;
  }

  @AggregateIdentifier
  @Nullable String id() {
    return state == null ? null : state.id();
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(CreateWorkflow command, MetaData metaData, NameClaims names) {
    Optional<Accepted> earlier = earlier(metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Rule.check(new WorkflowIdIsFresh(state));
    WorkflowCreated event = WorkflowDrafts.created(command);
    names.exchange(KIND, command.namespace(), null, event.changes().name(), command.workflowId());
    return accept(event);
  }

  @EventSourcingHandler
  void evolve(WorkflowCreated event, DomainEventMessage<?> message) {
    become(WorkflowState.of(event), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(UpdateWorkflow command, MetaData metaData, NameClaims names) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    WorkflowState live = live(command.expected());
    WorkflowChanges changes = WorkflowDrafts.normal(command.changes());
    if (changes.name() != null) {
      names.exchange(KIND, live.namespace(), live.name(), changes.name(), live.id());
    }
    return accept(new WorkflowUpdated(live.id(), live.version() + 1, changes, null));
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(RevertWorkflow command, MetaData metaData) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    WorkflowState live = live(command.expected());
    Rule.check(new VersionExists(live, command.version()));
    WorkflowChanges changes = WorkflowDrafts.normal(command.restored().toChanges());
    return accept(new WorkflowUpdated(live.id(), live.version() + 1, changes, command.version()));
  }

  @EventSourcingHandler
  void evolve(WorkflowUpdated event, DomainEventMessage<?> message) {
    become(known().after(event), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(DeleteWorkflow command, MetaData metaData, NameClaims names) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    WorkflowState live = live(command.expected());
    names.exchange(KIND, live.namespace(), live.name(), null, live.id());
    return accept(new WorkflowDeleted(live.id(), live.namespace(), live.name()));
  }

  @EventSourcingHandler
  void evolve(WorkflowDeleted event, DomainEventMessage<?> message) {
    become(known().deleted(true), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(UndeleteWorkflow command, MetaData metaData, NameClaims names) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    WorkflowState deleted = known();
    Rule.check(
        new OnlyADeletedWorkflowIsUndeleted(deleted),
        new WorkflowIsAsExpected(deleted, command.expected()));
    names.exchange(KIND, deleted.namespace(), null, deleted.name(), deleted.id());
    return accept(new WorkflowUndeleted(deleted.id(), deleted.namespace(), deleted.name()));
  }

  @EventSourcingHandler
  void evolve(WorkflowUndeleted event, DomainEventMessage<?> message) {
    become(known().deleted(false), message);
  }

  private Optional<Accepted> earlier(WorkflowCommand command, MetaData metaData) {
    Rule.check(
        new WorkflowIsInTheSendersNamespace(state, command.workflowId(), command.namespace()));
    return earlier(metaData);
  }

  /** The answer that the same request has had already. */
  private Optional<Accepted> earlier(MetaData metaData) {
    RequestContext context = RequestContext.of(metaData);
    Idempotency request = context.idempotency();
    if (request == null) {
      return Optional.empty();
    }
    RequestShape.checkIdempotencyKey(request.key());
    if (state == null) {
      return Optional.empty();
    }
    Optional<Request> earlier = state.requests().find(context.principal(), request);
    earlier.ifPresent(first -> Rule.check(new AnIdempotencyKeyNamesOneRequest(request, first)));
    String id = state.id();
    return earlier.map(first -> Accepted.before(id, first.sequence(), first.version()));
  }

  private WorkflowState live(Expected expected) {
    WorkflowState live = known();
    Rule.check(new WorkflowIsNotDeleted(live), new WorkflowIsAsExpected(live, expected));
    return live;
  }

  private WorkflowState known() {
    return Objects.requireNonNull(state, "The workflow's first event is not its creation");
  }

  private Accepted accept(WorkflowEvent event) {
    String namespace =
        event instanceof WorkflowCreated created ? created.namespace() : known().namespace();
    AggregateLifecycle.apply(event, MetaData.from(new Subject(namespace, null).toMetaData()));
    return new Accepted(
        known().id(),
        known().sequence(),
        known().version(),
        new Event(EventFacts.of(event), Objects.requireNonNull(time)));
  }

  private void become(WorkflowState next, DomainEventMessage<?> message) {
    state = next.asOf(message.getSequenceNumber(), RequestContext.of(message.getMetaData()));
    time = message.getTimestamp();
  }
}
