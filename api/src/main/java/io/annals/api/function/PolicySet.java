package io.annals.api.function;

import java.util.Map;
import org.axonframework.serialization.Revision;

/**
 * A policy says this from now on.
 *
 * @param functionId the function
 * @param policy its name
 * @param document the whole of it, a JSON object
 * @param description what was asked for, for a person
 */
@Revision("1")
public record PolicySet(
    String functionId, String policy, Map<String, Object> document, String description)
    implements FunctionEvent {}
