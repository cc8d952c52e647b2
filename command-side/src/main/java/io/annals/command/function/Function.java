package io.annals.command.function;

import static org.axonframework.modelling.command.AggregateCreationPolicy.CREATE_IF_MISSING;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.context.Subject;
import io.annals.api.function.Accepted;
import io.annals.api.function.Accepted.Event;
import io.annals.api.function.AliasRemoved;
import io.annals.api.function.AliasSet;
import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.DeleteRevision;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCommand;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionDeleted;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionPurged;
import io.annals.api.function.FunctionUndeleted;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.PolicyRemoved;
import io.annals.api.function.PolicySet;
import io.annals.api.function.PurgeFunction;
import io.annals.api.function.RemoveAlias;
import io.annals.api.function.RemovePolicy;
import io.annals.api.function.RevertFunction;
import io.annals.api.function.RevisionDeleted;
import io.annals.api.function.SetAlias;
import io.annals.api.function.SetPolicy;
import io.annals.api.function.UndeleteFunction;
import io.annals.api.function.UpdateFunction;
import io.annals.api.operation.EventFacts;
import io.annals.command.function.FunctionRules.AFunctionIsPurgedOnce;
import io.annals.command.function.FunctionRules.APurgedFunctionIsNotUndeleted;
import io.annals.command.function.FunctionRules.AliasExists;
import io.annals.command.function.FunctionRules.AliasNamesTheRevision;
import io.annals.command.function.FunctionRules.AnIdempotencyKeyNamesOneRequest;
import io.annals.command.function.FunctionRules.AtMost1000Aliases;
import io.annals.command.function.FunctionRules.AtMost100Policies;
import io.annals.command.function.FunctionRules.FunctionIdIsFresh;
import io.annals.command.function.FunctionRules.FunctionIsAsExpected;
import io.annals.command.function.FunctionRules.FunctionIsInTheSendersNamespace;
import io.annals.command.function.FunctionRules.FunctionIsNotDeleted;
import io.annals.command.function.FunctionRules.OnlyADeletedFunctionIsPurged;
import io.annals.command.function.FunctionRules.OnlyADeletedFunctionIsUndeleted;
import io.annals.command.function.FunctionRules.OnlyForceRemovesAliasesWithTheirRevision;
import io.annals.command.function.FunctionRules.PolicyExists;
import io.annals.command.function.FunctionRules.RestoredRevisionsStillExist;
import io.annals.command.function.FunctionRules.RevisionExists;
import io.annals.command.function.FunctionRules.TheHeadIsNotDeleted;
import io.annals.command.function.FunctionRules.ThePublishedRevisionIsNotDeleted;
import io.annals.command.function.FunctionRules.VersionExists;
import io.annals.command.name.NameClaims;
import io.annals.command.request.RecentRequests.Request;
import io.annals.command.request.RequestShape;
import io.annals.command.rule.Rule;
import java.time.Instant;
import java.util.List;
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
 * Decides what may happen to one function. Every command is asked in the same order: is the
 * function there for this sender, is it a retry, is the function live and as expected, is the
 * command well-formed, do the rules hold; then one event is applied. Nothing is applied before all
 * of that holds, so a refused command leaves nothing.
 *
 * <p>The snapshot's shape is the {@link FunctionState}'s; whoever changes it raises the revision.
 */
@Revision("5")
public final class Function {
  private @Nullable FunctionState state;

  /** When the last event was stored; null before it. */
  private @Nullable Instant time;

  /** A function that never was. */
  public Function() {}

  /** A function as it is remembered. */
  @JsonCreator
  Function(@JsonProperty("state") FunctionState state) {
    this.state = state;
  }

  /** The same function in another object: what one of them decides, the other does not see. */
  public Function copy() {
    Function copy = new Function();
    copy.state = state;
    return copy;
  }

  /** What is remembered; null before the creation. */
  @JsonProperty("state")
  @Nullable FunctionState state() {
    return state;
  }

  @AggregateIdentifier
  @Nullable String id() {
    return state == null ? null : state.id();
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(CreateFunction command, MetaData metaData, NameClaims names) {
    Optional<Accepted> earlier = earlier(metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Rule.check(new FunctionIdIsFresh(state));
    FunctionCreated event = Drafts.created(command);
    String name = (String) event.changes().get(Field.NAME);
    names.exchange(command.namespace(), null, name, command.functionId());
    return accept(event);
  }

  @EventSourcingHandler
  void evolve(FunctionCreated event, DomainEventMessage<?> message) {
    become(FunctionState.of(event), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(UpdateFunction command, MetaData metaData, NameClaims names) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState live = live(command.expected());
    FunctionUpdated event = Drafts.updated(command, live);
    if (event.changes().has(Field.NAME)) {
      String name = (String) event.changes().get(Field.NAME);
      names.exchange(live.namespace(), live.name(), name, live.id());
    }
    return accept(event);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(RevertFunction command, MetaData metaData) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState live = live(command.expected());
    Rule.check(
        new VersionExists(live, command.version()),
        new RestoredRevisionsStillExist(
            live, command.restored().head(), command.restored().published()));
    Changes changes = Drafts.restored(live.changesTo(command.restored()));
    return accept(
        new FunctionUpdated(live.id(), live.version() + 1, changes, null, command.version()));
  }

  @EventSourcingHandler
  void evolve(FunctionUpdated event, DomainEventMessage<?> message) {
    become(known().after(event), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(SetAlias command, MetaData metaData) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState live = live(command.expected());
    Drafts.checkAlias(command.alias());
    Rule.check(
        new RevisionExists(live, command.revisionId()),
        new AtMost1000Aliases(live, List.of(command.alias())));
    String previous = live.revisions().aliases().get(command.alias());
    return accept(new AliasSet(live.id(), command.alias(), command.revisionId(), previous));
  }

  @EventSourcingHandler
  void evolve(AliasSet event, DomainEventMessage<?> message) {
    Revisions revisions = known().revisions().withAlias(event.alias(), event.revisionId());
    become(known().with(revisions), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(RemoveAlias command, MetaData metaData) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState live = live(command.expected());
    Rule.check(
        new AliasExists(live, command.alias()),
        new AliasNamesTheRevision(live, command.alias(), command.revisionId()));
    String last = Objects.requireNonNull(live.revisions().aliases().get(command.alias()));
    return accept(new AliasRemoved(live.id(), command.alias(), last));
  }

  @EventSourcingHandler
  void evolve(AliasRemoved event, DomainEventMessage<?> message) {
    Revisions revisions = known().revisions().withoutAliases(List.of(event.alias()));
    become(known().with(revisions), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(DeleteRevision command, MetaData metaData) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState live = live(command.expected());
    List<String> aliases = live.revisions().aliasesOf(command.revisionId());
    Rule.check(
        new RevisionExists(live, command.revisionId()),
        new TheHeadIsNotDeleted(live, command.revisionId()),
        new ThePublishedRevisionIsNotDeleted(live, command.revisionId()),
        new OnlyForceRemovesAliasesWithTheirRevision(aliases, command.force()));
    return accept(new RevisionDeleted(live.id(), command.revisionId(), aliases));
  }

  @EventSourcingHandler
  void evolve(RevisionDeleted event, DomainEventMessage<?> message) {
    Revisions revisions =
        known().revisions().without(event.revisionId()).withoutAliases(event.aliases());
    become(known().with(revisions), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(SetPolicy command, MetaData metaData) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState live = live(command.expected());
    PolicySet event = Drafts.policySet(command);
    Rule.check(new AtMost100Policies(live, command.policy()));
    return accept(event);
  }

  @EventSourcingHandler
  void evolve(PolicySet event, DomainEventMessage<?> message) {
    become(known().withPolicy(event.policy()), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(RemovePolicy command, MetaData metaData) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState live = live(command.expected());
    Rule.check(new PolicyExists(live, command.policy()));
    return accept(Drafts.policyRemoved(command));
  }

  @EventSourcingHandler
  void evolve(PolicyRemoved event, DomainEventMessage<?> message) {
    become(known().withoutPolicy(event.policy()), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(DeleteFunction command, MetaData metaData, NameClaims names) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState live = live(command.expected());
    names.exchange(live.namespace(), live.name(), null, live.id());
    return accept(new FunctionDeleted(live.id(), live.namespace(), live.name()));
  }

  @EventSourcingHandler
  void evolve(FunctionDeleted event, DomainEventMessage<?> message) {
    become(known().deleted(true), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(UndeleteFunction command, MetaData metaData, NameClaims names) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState deleted = known();
    Rule.check(
        new OnlyADeletedFunctionIsUndeleted(deleted),
        new APurgedFunctionIsNotUndeleted(deleted),
        new FunctionIsAsExpected(deleted, command.expected()));
    names.exchange(deleted.namespace(), null, deleted.name(), deleted.id());
    return accept(new FunctionUndeleted(deleted.id(), deleted.namespace(), deleted.name()));
  }

  @EventSourcingHandler
  void evolve(FunctionUndeleted event, DomainEventMessage<?> message) {
    become(known().deleted(false), message);
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Accepted decide(PurgeFunction command, MetaData metaData) {
    Optional<Accepted> earlier = earlier(command, metaData);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    FunctionState deleted = known();
    Rule.check(
        new OnlyADeletedFunctionIsPurged(deleted),
        new AFunctionIsPurgedOnce(deleted),
        new FunctionIsAsExpected(deleted, command.expected()));
    return accept(new FunctionPurged(deleted.id(), deleted.namespace()));
  }

  @EventSourcingHandler
  void evolve(FunctionPurged event, DomainEventMessage<?> message) {
    become(known().gone(), message);
  }

  private Optional<Accepted> earlier(FunctionCommand command, MetaData metaData) {
    Rule.check(
        new FunctionIsInTheSendersNamespace(state, command.functionId(), command.namespace()));
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

  private FunctionState live(Expected expected) {
    FunctionState live = known();
    Rule.check(new FunctionIsNotDeleted(live), new FunctionIsAsExpected(live, expected));
    return live;
  }

  private FunctionState known() {
    return Objects.requireNonNull(state, "The function's first event is not its creation");
  }

  private Accepted accept(FunctionEvent event) {
    Subject subject =
        event instanceof FunctionCreated created
            ? FunctionState.subjectOf(created)
            : known().subjectOf(event);
    AggregateLifecycle.apply(event, MetaData.from(subject.toMetaData()));
    return new Accepted(
        known().id(),
        known().sequence(),
        known().version(),
        new Event(EventFacts.of(event), Objects.requireNonNull(time)));
  }

  private void become(FunctionState next, DomainEventMessage<?> message) {
    state = next.asOf(message.getSequenceNumber(), RequestContext.of(message.getMetaData()));
    time = message.getTimestamp();
  }
}
