package io.annals.api.query;

/**
 * Asks what differs between two versions; answered with {@link io.annals.api.resource.VersionDiff}.
 */
public record DiffVersions(FunctionRef function, long from, long to) {}
