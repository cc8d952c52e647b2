package io.annals.eventstore;

import org.jspecify.annotations.Nullable;

/** PostgreSQL did not answer, or not as a database that Annals may use, when it was first asked. */
public final class DatabaseUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnreachableException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
