package io.annals.api.secret;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/**
 * Asks for a secret in order to use it, which is part of its history. {@code NOT_FOUND} where there
 * is none, or none that is active and has not ended.
 *
 * @param at when
 */
public record ReadSecret(
    @TargetAggregateIdentifier String stream, String namespace, String name, Instant at)
    implements SecretCommand {}
