package io.annals.api.secret;

/**
 * The data keys of secrets, to somebody who may destroy them but read nothing with them.
 *
 * <p>Thread-safe.
 */
public interface DataKeys {

  /**
   * Destroys an owner's data key: nothing that was encrypted for the owner so far can be read ever
   * again. To repeat it does no harm, and is what to do after a failure or a crash. A later {@link
   * SecretVault#encrypt} starts with a fresh key.
   *
   * @param owner a function's id, or another owner as {@link SecretVault} says
   * @return whether there was a key
   * @throws io.annals.api.problem.ProblemException {@code UNAVAILABLE} if the keys cannot be
   *     reached
   */
  boolean destroy(String owner);
}
