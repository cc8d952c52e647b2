package io.annals.api.function;

import org.axonframework.serialization.Revision;

/**
 * A policy is gone.
 *
 * @param functionId the function
 * @param policy its name
 * @param description what was asked for, for a person
 */
@Revision("1")
public record PolicyRemoved(String functionId, String policy, String description)
    implements FunctionEvent {}
