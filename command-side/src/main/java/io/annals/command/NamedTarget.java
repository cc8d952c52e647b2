package io.annals.command;

import io.annals.api.function.FunctionCommand;
import io.annals.api.workflow.WorkflowCommand;
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
    if (command.getPayload() instanceof FunctionCommand function) {
      return new VersionedAggregateIdentifier(function.functionId(), null);
    }
    return command.getPayload() instanceof WorkflowCommand workflow
        ? new VersionedAggregateIdentifier(workflow.workflowId(), null)
        : others.resolveTarget(command);
  }
}
