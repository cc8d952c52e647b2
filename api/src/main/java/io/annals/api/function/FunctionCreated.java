package io.annals.api.function;

import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A function came to be; version 1.
 *
 * @param functionId the function
 * @param namespace where it lives
 * @param changes the fields that differ from the default
 * @param revision the first code, null for none
 */
@Revision("1")
public record FunctionCreated(
    String functionId, String namespace, Changes changes, @Nullable RevisionAdded revision)
    implements FunctionEvent {}
