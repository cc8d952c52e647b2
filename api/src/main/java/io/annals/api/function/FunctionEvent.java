package io.annals.api.function;

/**
 * Something that happened to one function. Written down as JSON for ever; a field may be added,
 * none may change its meaning.
 */
public sealed interface FunctionEvent
    permits FunctionCreated,
        FunctionUpdated,
        AliasSet,
        AliasRemoved,
        RevisionDeleted,
        PolicySet,
        PolicyRemoved,
        FunctionDeleted,
        FunctionUndeleted,
        FunctionPurged {

  /** The function's id. */
  String functionId();
}
