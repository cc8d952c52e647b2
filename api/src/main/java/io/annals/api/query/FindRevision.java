package io.annals.api.query;

/**
 * Asks for one revision; answered with {@link io.annals.api.resource.Revision} or {@code
 * NOT_FOUND}.
 *
 * @param revision its id or its number
 */
public record FindRevision(FunctionRef function, String revision) {}
