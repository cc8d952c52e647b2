package io.annals.api.access;

import java.time.Instant;

/** Remembers what may be used once, on all nodes together. Thread-safe. */
public interface OnceOnly {

  /**
   * Uses it up.
   *
   * @param what any text; it is kept as a digest
   * @param until how long it has to be remembered
   * @return whether this was the first time
   * @throws io.annals.api.problem.ProblemException {@code UNAVAILABLE} if that cannot be known
   */
  boolean use(String what, Instant until);
}
