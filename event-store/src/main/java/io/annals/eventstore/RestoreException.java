package io.annals.eventstore;

/** A store that does not take what is to be restored into it; the message is one line. */
public final class RestoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RestoreException(String message) {
    super(message);
  }

  RestoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
