package io.annals.api.function;

import org.jspecify.annotations.Nullable;

/**
 * A wish to change one function. Every accepted command adds exactly one event to the function's
 * stream and is answered with {@link Accepted}; a refused one leaves nothing and throws {@link
 * io.annals.api.problem.ProblemException}.
 */
public sealed interface FunctionCommand
    permits CreateFunction,
        UpdateFunction,
        RevertFunction,
        SetAlias,
        RemoveAlias,
        DeleteRevision,
        SetPolicy,
        RemovePolicy,
        DeleteFunction,
        UndeleteFunction,
        PurgeFunction {

  /** The function's id, a UUID in its canonical form. */
  String functionId();

  /** The namespace that the sender works in; null for all (not for a creation). */
  @Nullable String namespace();
}
