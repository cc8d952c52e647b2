package io.annals.api.function;

import org.axonframework.serialization.Revision;

/**
 * A deleted function is gone for good; its history stays. Whoever handles the event destroys the
 * data key of its secrets, which is named by its id.
 *
 * @param functionId the function
 * @param namespace where it lived
 */
@Revision("1")
public record FunctionPurged(String functionId, String namespace) implements FunctionEvent {}
