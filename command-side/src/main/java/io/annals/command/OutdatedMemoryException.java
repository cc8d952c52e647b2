package io.annals.command;

/** A decision rested on state that another writer has changed; it is taken again. */
final class OutdatedMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutdatedMemoryException() {
    super("Another node has written since", null, false, false);
  }
}
