package io.annals.api.secret;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Changes a secret, be it active or not. One that never was is {@code NOT_FOUND}, one that is
 * reserved {@code PERMISSION_DENIED}. Null members stay as they are.
 *
 * @param ciphertext the value as a {@link SecretVault} gave it
 * @param active false takes it away; its id stays
 * @param reserved whether it may not be changed any more
 * @param expires when it ends
 * @param endless whether it ends never, whatever {@code expires} says
 */
public record ChangeSecret(
    @TargetAggregateIdentifier String stream,
    String namespace,
    String name,
    @Nullable String ciphertext,
    @Nullable Boolean active,
    @Nullable Boolean reserved,
    @Nullable Instant expires,
    boolean endless)
    implements SecretCommand {}
