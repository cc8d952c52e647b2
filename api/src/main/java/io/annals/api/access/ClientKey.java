package io.annals.api.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client that may sign in. The registry knows the public half of its key only.
 *
 * @param clientId what it calls itself; unique
 * @param namespace where it works, and all that it reaches
 * @param publicKey an Ed25519 public key: its 32 bytes in base64url without padding, as a JWK's
 *     {@code x}
 * @param creator the principal who registered it
 * @param createTime when; microseconds, UTC
 * @param revokeTime since when it may not sign in any more; null while it may
 */
public record ClientKey(
    String clientId,
    String namespace,
    String publicKey,
    String creator,
    Instant createTime,
    @Nullable Instant revokeTime) {

  /** The name that events record for what the client does. */
  public String principal() {
    return "client:" + clientId;
  }
}
