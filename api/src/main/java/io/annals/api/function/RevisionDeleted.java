package io.annals.api.function;

import java.util.List;
import org.axonframework.serialization.Revision;

/**
 * A revision is no longer offered.
 *
 * @param functionId the function
 * @param revisionId the revision
 * @param aliases the aliases that were removed with it
 */
@Revision("1")
public record RevisionDeleted(String functionId, String revisionId, List<String> aliases)
    implements FunctionEvent {}
