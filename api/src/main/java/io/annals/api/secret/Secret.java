package io.annals.api.secret;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret of a namespace.
 *
 * @param id a UUID
 * @param name unique in the namespace
 * @param ciphertext the value as a {@link SecretVault} gave it
 * @param active whether it is in use
 * @param reserved whether it may not be changed
 * @param lastUse when somebody last asked for its value; null for never
 * @param expires when it ends; null for never
 * @param createTime when it first came
 * @param updateTime when it last changed
 */
public record Secret(
    String id,
    String name,
    String ciphertext,
    boolean active,
    boolean reserved,
    @Nullable Instant lastUse,
    @Nullable Instant expires,
    Instant createTime,
    Instant updateTime) {

  /** Without the ciphertext. */
  @Override
  public String toString() {
    return "Secret[" + name + "]";
  }
}
