package io.annals.transparency;

/** A checkpoint does not bear the signature that it should; the message says which. */
public final class NotSignedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotSignedException(String message) {
    super(message);
  }
}
