package io.annals.api.function;

import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * An alias points at a revision from now on.
 *
 * @param functionId the function
 * @param alias the name of the pointer
 * @param revisionId what it names now
 * @param previous what it named before, null where it is new
 */
@Revision("1")
public record AliasSet(
    String functionId, String alias, String revisionId, @Nullable String previous)
    implements FunctionEvent {}
