package io.annals.api.context;

import java.util.Optional;

/**
 * Knows which key belongs to whom. Thread-safe; comparisons take the same time for any wrong key.
 */
public interface Credentials {
  /** The caller that the key stands for, empty where it is not known. */
  Optional<Caller> authenticate(String key);
}
