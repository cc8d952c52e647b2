package io.annals.api.secret;

import org.axonframework.serialization.Revision;

/**
 * Somebody has asked for the value of a secret.
 *
 * @param stream the secrets of the namespace
 * @param name which one
 */
@Revision("1")
public record SecretRead(String stream, String name) implements SecretEvent {}
