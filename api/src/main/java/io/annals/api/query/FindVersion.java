package io.annals.api.query;

/**
 * Asks for one version, also of a deleted function; answered with {@link
 * io.annals.api.resource.Version} or {@code NOT_FOUND}.
 */
public record FindVersion(FunctionRef function, long version) {}
