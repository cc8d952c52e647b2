package io.annals.api.secret;

import java.util.Optional;

/**
 * Turns secrets into ciphertext that may stand in events, and back. Each owner (a function by its
 * id, or whatever else a dialect keeps secrets for, under a word of its own such as {@code
 * insforge:PROJECT}) has a data key, made with its first secret; a master key, which is not in the
 * store, wraps the data keys. So an owner's secrets can be forgotten although history is immutable:
 * {@link #destroy} makes every copy of them unreadable, in events, exports and backups of events.
 *
 * <p>Thread-safe. Every method throws {@link io.annals.api.problem.ProblemException} of type {@code
 * UNAVAILABLE} when the keys cannot be reached, or when this node has another master key than the
 * one that wraps them. No value, key or ciphertext is ever logged.
 */
public interface SecretVault extends DataKeys {

  /**
   * Encrypts a value. What comes back is durable in the sense that its data key is on disk, so an
   * event that holds it may follow.
   *
   * @param owner whose secret it is
   * @param name what the owner calls it; the ciphertext opens under no other owner or name
   * @param value may be empty
   * @return printable ASCII, different every time
   */
  String encrypt(String owner, String name, String value);

  /**
   * Decrypts what {@link #encrypt} gave for the same owner and name.
   *
   * @return empty where the owner's key was destroyed since, or the ciphertext is not one of it
   */
  Optional<String> decrypt(String owner, String name, String ciphertext);
}
