package io.annals.server.export;

import io.annals.api.log.RecordedEvent;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.archive.ArchiveException;
import io.annals.server.archive.ExportFormat;
import io.annals.server.archive.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * The events as one flat table, {@value #FILE} in the folder, for DuckDB, Spark, pandas and
 * whatever else reads Parquet. Always without secrets. It is written anew each time, and takes the
 * place of the one before only when it is whole.
 */
public final class ParquetExport implements ExportFormat {
  /** The table's name in the folder. */
  public static final String FILE = "events.parquet";

  private static final int PAGE = 1_000;

  @Override
  public String export(StoredRegistry store, Path folder, boolean redacted, Progress progress)
      throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    Files.createDirectories(folder);
    Path file = folder.resolve(FILE);
    Path unfinished = folder.resolve(FILE + ".part");
    long head = store.head();
    try {
      Files.deleteIfExists(unfinished);
      write(store, unfinished, head, progress);
      try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    return "%d events in %s, %d bytes".formatted(head, file, Files.size(file));
  }

  private static void write(StoredRegistry store, Path file, long head, Progress progress)
      throws IOException {
    progress.begin("events", head);
    Flattening flattening = new Flattening();
    try (ParquetWriter<FlatEvent> writer =
        EventTable.write(file, Map.of("annals.position", Long.toString(head)))) {
      long position = 0;
      while (position < head) {
        List<RecordedEvent> page = store.after(position, (int) Math.min(PAGE, head - position));
        if (page.isEmpty()) {
          throw new ArchiveException(
              "the store ends at position " + position + ", but has had events up to " + head);
        }
        for (RecordedEvent event : page) {
          writer.write(flattening.row(event));
        }
        position += page.size();
        progress.step(page.size());
      }
    }
  }
}
