package io.annals.api.secret;

import java.time.Instant;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A namespace got a secret, or has one back.
 *
 * @param stream the secrets of the namespace
 * @param namespace where it is known
 * @param id a UUID, the same when it comes back
 * @param name what it is asked for by
 * @param ciphertext what {@link SecretVault} made of the value; others see its digest
 * @param reserved whether it may not be changed
 * @param expires when it ends, null for never
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
