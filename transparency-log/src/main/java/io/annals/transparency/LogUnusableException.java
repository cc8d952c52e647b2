package io.annals.transparency;

import org.jspecify.annotations.Nullable;

/** The log's database cannot be opened or read; the message says what to do. */
public final class LogUnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LogUnusableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
