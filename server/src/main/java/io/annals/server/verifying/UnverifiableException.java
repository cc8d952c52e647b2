package io.annals.server.verifying;

import org.jspecify.annotations.Nullable;

/** Nothing could be verified: what should be read is not there. The message is for a person. */
public final class UnverifiableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnverifiableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
