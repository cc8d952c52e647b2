package io.annals.api.function;

import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A function got a new version.
 *
 * @param functionId the function
 * @param version the new version
 * @param changes the fields that were set or reset
 * @param revision new code, null for none
 * @param restored the version whose definition this update brings back, null for an ordinary update
 */
@Revision("1")
public record FunctionUpdated(
    String functionId,
    long version,
    Changes changes,
    @Nullable RevisionAdded revision,
    @Nullable Long restored)
    implements FunctionEvent {}
