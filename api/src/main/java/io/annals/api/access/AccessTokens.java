package io.annals.api.access;

import java.time.Duration;

/** Makes the short-lived tokens that a client gets for its credential. Thread-safe. */
public interface AccessTokens {

  /** A token that opens what the client reaches, as long as it is not revoked. */
  Token issue(ClientKey client);

  /** The public keys that tokens can be checked with: a JWK Set, in JSON terms. */
  java.util.Map<String, Object> publicKeys();

  /**
   * A token.
   *
   * @param value a JWT
   * @param life how long it opens anything
   */
  record Token(String value, Duration life) {}
}
