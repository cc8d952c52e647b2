package io.annals.command.secret;

import static org.axonframework.modelling.command.AggregateCreationPolicy.CREATE_IF_MISSING;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.annals.api.context.Subject;
import io.annals.api.function.FunctionIds;
import io.annals.api.secret.ChangeSecret;
import io.annals.api.secret.PutSecret;
import io.annals.api.secret.ReadSecret;
import io.annals.api.secret.Secret;
import io.annals.api.secret.SecretChanged;
import io.annals.api.secret.SecretEvent;
import io.annals.api.secret.SecretPut;
import io.annals.api.secret.SecretRead;
import io.annals.command.rule.Rule;
import io.annals.command.secret.SecretRules.ANamespaceHasOnlySoManySecrets;
import io.annals.command.secret.SecretRules.AReservedSecretIsNotChanged;
import io.annals.command.secret.SecretRules.ASecretFits;
import io.annals.command.secret.SecretRules.AValueFits;
import io.annals.command.secret.SecretRules.AnActiveSecretIsNotReplaced;
import io.annals.command.secret.SecretRules.OnlyAnActiveSecretIsRead;
import io.annals.command.secret.SecretRules.SecretIsThere;
import java.time.Instant;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to the secrets of one namespace. They are few and small, so one stream holds
 * them all, and their names are unique without a claim.
 *
 * <p>The snapshot's shape is the {@link SecretStates}'; whoever changes it raises the revision.
 */
@Revision("2")
public final class NamespaceSecrets {
  private @Nullable SecretStates state;

  /** The secrets of a namespace that never had one. */
  public NamespaceSecrets() {}

  /** Secrets as they are remembered. */
  @JsonCreator
  NamespaceSecrets(@JsonProperty("state") SecretStates state) {
    this.state = state;
  }

  /** The same secrets in another object: what one of them decides, the other does not see. */
  public NamespaceSecrets copy() {
    NamespaceSecrets copy = new NamespaceSecrets();
    copy.state = state;
    return copy;
  }

  /** What is remembered; null before the first secret. */
  @JsonProperty("state")
  @Nullable SecretStates state() {
    return state;
  }

  @AggregateIdentifier
  @Nullable String id() {
    return state == null ? null : state.stream();
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Secret decide(PutSecret command) {
    Secret known = find(command.name());
    Rule.check(
        new ASecretFits(command),
        new AValueFits(command.ciphertext()),
        new AnActiveSecretIsNotReplaced(known));
    if (known == null) {
      Rule.check(new ANamespaceHasOnlySoManySecrets(state == null ? 0 : state.byName().size()));
    }
    return accept(
        new SecretPut(
            command.stream(),
            command.namespace(),
            known == null ? FunctionIds.next() : known.id(),
            command.name(),
            command.ciphertext(),
            command.reserved(),
            command.expires()));
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Secret decide(ChangeSecret command) {
    Secret known = there(command.name());
    Rule.check(new AReservedSecretIsNotChanged(known), new AValueFits(command.ciphertext()));
    return accept(
        new SecretChanged(
            command.stream(),
            command.name(),
            command.ciphertext(),
            command.active(),
            command.reserved(),
            command.endless() ? null : command.expires(),
            command.endless()));
  }

  @CommandHandler
  @CreationPolicy(CREATE_IF_MISSING)
  Secret decide(ReadSecret command) {
    Rule.check(new OnlyAnActiveSecretIsRead(there(command.name()), command.at()));
    return accept(new SecretRead(command.stream(), command.name()));
  }

  @EventSourcingHandler
  void evolve(SecretPut event, @Timestamp Instant time) {
    state = SecretStates.after(state, event, time);
  }

  @EventSourcingHandler
  void evolve(SecretChanged event, @Timestamp Instant time) {
    state = SecretStates.after(state, event, time);
  }

  @EventSourcingHandler
  void evolve(SecretRead event, @Timestamp Instant time) {
    state = SecretStates.after(state, event, time);
  }

  private @Nullable Secret find(String name) {
    return state == null ? null : state.find(name);
  }

  private Secret there(String name) {
    Secret known = find(name);
    Rule.check(new SecretIsThere(known, name));
    return Objects.requireNonNull(known);
  }

  private Secret accept(SecretEvent event) {
    Subject subject = new Subject(SecretStates.namespaceAfter(state, event), null);
    AggregateLifecycle.apply(event, MetaData.from(subject.toMetaData()));
    return Objects.requireNonNull(find(event.name()));
  }
}
