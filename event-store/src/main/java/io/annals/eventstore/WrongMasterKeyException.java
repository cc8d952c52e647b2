package io.annals.eventstore;

/** The master key is not the one that this store's secrets are kept under. */
public final class WrongMasterKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongMasterKeyException() {
    super("the master key is not the one that the secrets of this registry are kept under");
  }
}
