package io.annals.server.security;

import io.annals.api.context.Caller;
import io.annals.api.context.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** The credentials of a registry with one key, the root key. */
public final class RootCredentials implements Credentials {
  /** Where a request of the root key works that names no namespace. */
  public static final String DEFAULT_NAMESPACE = "default";

  private static final Caller ROOT = new Caller("key:root", DEFAULT_NAMESPACE, null);

  private final byte[] key;

  /**
   * @param key the root key
   */
  public RootCredentials(RootKey key) {
    this.key = key.value().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<Caller> authenticate(String candidate) {
    boolean same = MessageDigest.isEqual(key, candidate.getBytes(StandardCharsets.UTF_8));
    return same ? Optional.of(ROOT) : Optional.empty();
  }
}
