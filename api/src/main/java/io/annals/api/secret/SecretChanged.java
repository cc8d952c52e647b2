package io.annals.api.secret;

import java.time.Instant;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A secret is another one now; null members stayed as they were, as {@link ChangeSecret} says.
 *
 * @param stream the secrets of the namespace
 * @param name which one
 * @param ciphertext what {@link SecretVault} made of the new value; others see its digest
 * @param active false takes it away; its id stays
 * @param reserved whether it may not be changed
 * @param expires when it ends
 * @param endless whether it ends never, whatever {@code expires} says
 */
@Revision("1")
public record SecretChanged(
    String stream,
    String name,
    @Nullable String ciphertext,
    @Nullable Boolean active,
    @Nullable Boolean reserved,
    @Nullable Instant expires,
    boolean endless)
    implements SecretEvent {}
