package io.annals.eventstore;

import org.jspecify.annotations.Nullable;

/**
 * Axon Server did not answer, or does not hold what a registry may use, when it was first asked.
 */
public final class AxonServerUnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AxonServerUnusableException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
