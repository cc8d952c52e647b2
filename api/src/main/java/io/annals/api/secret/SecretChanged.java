package io.annals.api.secret;

import java.time.Instant;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/** A secret is another one now; null members stayed as they were, as {@link ChangeSecret} says. */
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
