package io.annals.api.query;

/**
 * Asks for a projection; answered with {@link io.annals.api.resource.Projection} or {@code
 * NOT_FOUND}.
 */
public record FindProjection(String name) {}
