package io.annals.server.operating;

import org.jspecify.annotations.Nullable;

/** What the registry refused, or why it was not reached; the message is for the operator. */
public final class OperatorException extends Exception {
  private static final long serialVersionUID = 1L;

  OperatorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
