package io.annals.api.function;

import org.jspecify.annotations.Nullable;

/**
 * The state that a client believes a function is in. A command that carries it is refused with
 * {@code STALE_VERSION} when either part is not so.
 *
 * @param version the current version, null for any
 * @param sequence the sequence number of the function's last event (what an etag names), null for
 *     any
 */
public record Expected(@Nullable Long version, @Nullable Long sequence) {
  /** No expectation. */
  public static final Expected ANY = new Expected(null, null);

  /** That the function's current version is this one. */
  public static Expected version(long version) {
    return new Expected(version, null);
  }

  /** That the function's last event is this one. */
  public static Expected sequence(long sequence) {
    return new Expected(null, sequence);
  }
}
