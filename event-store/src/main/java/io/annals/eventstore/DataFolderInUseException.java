package io.annals.eventstore;

import java.nio.file.Path;

/** Another process, or another part of this one, works on the data folder. */
public final class DataFolderInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DataFolderInUseException(Path folder) {
    super(
        "The data folder "
            + folder
            + " is in use by another process: stop that one, or give this one a folder of its own.");
  }
}
