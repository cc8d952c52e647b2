package io.annals.server.archive;

/** A copy that cannot be made or used; the message is the one line that the operator reads. */
public final class ArchiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, where, and what to do; one line
   */
  public ArchiveException(String message) {
    super(message);
  }

  /**
   * @param message what is wrong, where, and what to do; one line
   */
  public ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
