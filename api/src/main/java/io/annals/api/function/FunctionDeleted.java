package io.annals.api.function;

import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A function is gone from the current view; its history stays.
 *
 * @param functionId the function
 * @param namespace where it lived
 * @param name the name that is free again, null where it had none
 */
@Revision("1")
public record FunctionDeleted(String functionId, String namespace, @Nullable String name)
    implements FunctionEvent {}
