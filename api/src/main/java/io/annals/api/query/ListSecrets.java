package io.annals.api.query;

/**
 * Asks for the secrets of a namespace, as they are at this instant; answered with {@link
 * io.annals.api.secret.Secrets}.
 */
public record ListSecrets(String namespace) {}
