package io.annals.server.importing;

import org.jspecify.annotations.Nullable;

/** A function that could not be imported; the message says why, for a person. */
public final class ImportException extends Exception {
  private static final long serialVersionUID = 1L;

  ImportException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
