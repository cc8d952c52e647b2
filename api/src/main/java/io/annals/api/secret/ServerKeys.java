package io.annals.api.secret;

import java.util.function.Supplier;

/** Keys of the registry's own, the same on all its nodes and after every start. Thread-safe. */
public interface ServerKeys {

  /**
   * A key by its name, made and kept, encrypted, when first asked for.
   *
   * @param fresh makes a new one
   * @throws io.annals.api.problem.ProblemException {@code UNAVAILABLE} if it cannot be read or kept
   */
  byte[] key(String name, Supplier<byte[]> fresh);
}
