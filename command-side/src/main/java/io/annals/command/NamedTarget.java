package io.annals.command;

import io.annals.api.function.FunctionCommand;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.modelling.command.AnnotationCommandTargetResolver;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;

/**
 * Asks a command for its aggregate's id by name, where Axon would look for an annotated member by
 * reflection at every command. Thread-safe.
 */
final class NamedTarget implements CommandTargetResolver {
  private final CommandTargetResolver others = AnnotationCommandTargetResolver.builder().build();

  @Override
  public VersionedAggregateIdentifier resolveTarget(CommandMessage<?> command) {
    return command.getPayload() instanceof FunctionCommand function
        ? new VersionedAggregateIdentifier(function.functionId(), null)
        : others.resolveTarget(command);
  }
}
