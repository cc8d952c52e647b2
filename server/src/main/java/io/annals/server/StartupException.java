package io.annals.server;

/** A start that cannot succeed; the message is the one line that the operator reads. */
public final class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what to do, one line
   */
  public StartupException(String message) {
    super(message);
  }

  /**
   * @param message what is wrong and what to do, one line
   */
  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
