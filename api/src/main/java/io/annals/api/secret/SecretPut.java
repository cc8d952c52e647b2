package io.annals.api.secret;

import java.time.Instant;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A namespace got a secret, or has one back.
 *
 * @param id a UUID, the same when it comes back
 */
@Revision("1")
public record SecretPut(
    String stream,
    String namespace,
    String id,
    String name,
    String ciphertext,
    boolean reserved,
    @Nullable Instant expires)
    implements SecretEvent {}
