package io.annals.server.archive;

import io.annals.eventstore.StoredRegistry;
import java.io.IOException;
import java.nio.file.Path;

/** A form in which a registry's history is written into a folder. */
public interface ExportFormat {
  /**
   * Writes what is stored when it begins; what comes in meanwhile is left for the next time. Where
   * the folder holds an earlier export of the same registry, only what it lacks is written.
   *
   * @param store is read only
   * @param folder made where it is missing
   * @param redacted whether secrets are to be left out, so that the folder can be given away
   * @return what was done, one line
   * @throws ArchiveException if the folder holds something else, or the form cannot do it
   * @throws IOException if the folder cannot be written
   */
  String export(StoredRegistry store, Path folder, boolean redacted, Progress progress)
      throws IOException;
}
