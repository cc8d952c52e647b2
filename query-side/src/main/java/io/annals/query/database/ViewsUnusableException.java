package io.annals.query.database;

import org.jspecify.annotations.Nullable;

/** The database of the views cannot be opened; the message says what to do. */
public final class ViewsUnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ViewsUnusableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
