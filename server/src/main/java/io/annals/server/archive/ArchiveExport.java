package io.annals.server.archive;

import io.annals.eventstore.StoredRegistry;
import java.nio.file.Path;

/** A folder with everything that a registry keeps, in files that other programs can read too. */
public final class ArchiveExport implements ExportFormat {

  @Override
  public String export(StoredRegistry store, Path folder, boolean redacted, Progress progress) {
    throw new ArchiveException("the export is not built yet");
  }
}
