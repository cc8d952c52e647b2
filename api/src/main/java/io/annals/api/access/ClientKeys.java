package io.annals.api.access;

import java.util.List;
import java.util.Optional;

/**
 * The clients that may sign in. Thread-safe. Every method throws {@link
 * io.annals.api.problem.ProblemException} of type {@code UNAVAILABLE} when they cannot be read.
 */
public interface ClientKeys {

  /**
   * Registers a client.
   *
   * @throws io.annals.api.problem.ProblemException {@code NAME_TAKEN} if the id was ever in use
   */
  void add(ClientKey key);

  /** A client that may sign in. One that is revoked elsewhere may be found for some seconds. */
  Optional<ClientKey> find(String clientId);

  /** All of them, revoked ones too, newest first. */
  List<ClientKey> list();

  /**
   * Takes a client's access away, together with the tokens that it has.
   *
   * @return whether there was such a client with access
   */
  boolean revoke(String clientId);
}
