package io.annals.api.function;

import org.axonframework.serialization.Revision;

/**
 * An alias is gone.
 *
 * @param functionId the function
 * @param alias the name of the pointer
 * @param revisionId what it named last
 */
@Revision("1")
public record AliasRemoved(String functionId, String alias, String revisionId)
    implements FunctionEvent {}
