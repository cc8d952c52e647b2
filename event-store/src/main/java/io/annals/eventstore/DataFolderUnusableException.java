package io.annals.eventstore;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The data folder cannot be created, written or read as what it should be. */
public final class DataFolderUnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DataFolderUnusableException(Path folder, String why, @Nullable Throwable cause) {
    super("The data folder " + folder + " cannot be used: " + why, cause);
  }
}
