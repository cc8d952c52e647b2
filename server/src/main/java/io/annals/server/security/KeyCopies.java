package io.annals.server.security;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Brings the keys that lie in a data folder into a copy of it, readable by the owner only. */
public final class KeyCopies {
  private KeyCopies() {}

  /** Copies the root key and the master key, each where there is one. */
  public static void copy(Path data, Path to) throws IOException {
    for (Path file : List.of(RootKey.fileIn(data), MasterKey.fileIn(data))) {
      String key = KeyFile.read(file);
      if (key != null) {
        KeyFile.write(to.resolve(file.getFileName()), key);
      }
    }
  }
}
