package io.annals.command.name;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.annals.api.context.Subject;
import io.annals.api.name.NameClaimed;
import io.annals.api.name.NameReleased;
import io.annals.command.rule.Rule;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * One name of one namespace: its stream is the uniqueness constraint. The snapshot's shape is the
 * {@link State}'s; whoever changes it raises the revision.
 */
@Revision("1")
public final class NameClaim {
  private @Nullable State state;

  /** A name that nobody ever had. */
  public NameClaim() {}

  /** A name as it is remembered. */
  @JsonCreator
  NameClaim(@JsonProperty("state") State state) {
    this.state = state;
  }

  /**
   * What a claim remembers.
   *
   * @param functionId who has the name, null for nobody
   * @param kind what bears the name, null for a function
   */
  record State(String namespace, String name, @Nullable String functionId, @Nullable String kind) {}

  /** The same claim in another object: what happens to one of them, the other does not see. */
  public NameClaim copy() {
    NameClaim copy = new NameClaim();
    copy.state = state;
    return copy;
  }

  /** What is remembered; null before the first claim. */
  @JsonProperty("state")
  @Nullable State state() {
    return state;
  }

  @AggregateIdentifier
  @Nullable String id() {
    return state == null ? null : NameClaimIds.of(state.kind(), state.namespace(), state.name());
  }

  void claim(@Nullable String kind, String namespace, String name, String functionId) {
    String holder = state == null ? null : state.functionId();
    Rule.check(new NameIsUniqueInItsNamespace(kind, namespace, name, holder, functionId));
    if (holder == null) {
      apply(new NameClaimed(namespace, name, functionId, kind), about(namespace));
    }
  }

  @EventSourcingHandler
  void evolve(NameClaimed event) {
    state = new State(event.namespace(), event.name(), event.functionId(), event.kind());
  }

  void release(String functionId) {
    if (state != null && functionId.equals(state.functionId())) {
      apply(
          new NameReleased(state.namespace(), state.name(), functionId, state.kind()),
          about(state.namespace()));
    }
  }

  private static MetaData about(String namespace) {
    return MetaData.from(new Subject(namespace, null).toMetaData());
  }

  @EventSourcingHandler
  void evolve(NameReleased event) {
    state = new State(event.namespace(), event.name(), null, event.kind());
  }
}
