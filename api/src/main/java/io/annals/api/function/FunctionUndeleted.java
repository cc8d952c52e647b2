package io.annals.api.function;

import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A deleted function is back, as it was.
 *
 * @param functionId the function
 * @param namespace where it lives
 * @param name its name, null where it has none
 */
@Revision("1")
public record FunctionUndeleted(String functionId, String namespace, @Nullable String name)
    implements FunctionEvent {}
