package io.annals.api.function;

import java.util.Map;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Sets or replaces a policy: a document under a name that concerns a function but is no part of its
 * definition, such as who may use it or how it scales. Annals gives it no effect.
 *
 * @param functionId the function
 * @param namespace the namespace that the sender may reach; null for all. A function of another one
 *     is answered as not found
 * @param policy the name; each dialect keeps to names of its own
 * @param document a JSON object, in JSON terms
 * @param description what was asked for, for a person; the operation says it
 * @param expected the state that the sender builds on
 */
public record SetPolicy(
    @TargetAggregateIdentifier String functionId,
    @Nullable String namespace,
    String policy,
    Map<String, Object> document,
    String description,
    Expected expected)
    implements FunctionCommand {}
