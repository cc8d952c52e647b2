package io.annals.api.workflow;

import io.annals.api.function.Expected;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new version with the definition of an old one. The name stays.
 *
 * @param namespace the namespace that the sender may reach; null for all. A workflow of another one
 *     is answered as not found
 * @param version the version to restore
 * @param restored its definition, read from the version history, where it is immutable
 * @param expected the state that the sender builds on
 */
public record RevertWorkflow(
    @TargetAggregateIdentifier String workflowId,
    @Nullable String namespace,
    long version,
    WorkflowDefinition restored,
    Expected expected)
    implements WorkflowCommand {}
