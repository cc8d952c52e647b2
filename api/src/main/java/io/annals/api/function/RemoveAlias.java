package io.annals.api.function;

import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Removes an alias.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param alias the name of the pointer
 * @param revisionId the revision that it must name; null for any
 * @param expected the state that the sender builds on
 */
public record RemoveAlias(
    @TargetAggregateIdentifier String functionId,
    @Nullable String namespace,
    String alias,
    @Nullable String revisionId,
    Expected expected)
    implements FunctionCommand {

  /** Removes an alias, whatever it names. */
  public RemoveAlias(
      String functionId, @Nullable String namespace, String alias, Expected expected) {
    this(functionId, namespace, alias, null, expected);
  }
}
