package io.annals.api.query;

/**
 * Asks for the id behind a name or an id; answered with a {@link String}, or {@code NOT_FOUND}. An
 * id within the scope is answered as it is, without a look whether it exists.
 *
 * @param showDeleted whether a name also finds the function that had it last, when no live one has
 *     it
 */
public record ResolveFunction(FunctionRef function, boolean showDeleted) {}
