package io.annals.api.secret;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a namespace a secret. A name that an active secret has is refused with {@code NAME_TAKEN};
 * one that is not active any more comes back with its old id.
 *
 * @param name 1 to {@value Secrets#NAME_LENGTH} characters
 * @param ciphertext the value as a {@link SecretVault} gave it
 * @param reserved whether it may not be changed
 * @param expires when it ends; null for never
 */
public record PutSecret(
    @TargetAggregateIdentifier String stream,
    String namespace,
    String name,
    String ciphertext,
    boolean reserved,
    @Nullable Instant expires)
    implements SecretCommand {}
