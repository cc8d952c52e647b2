package io.annals.server.archive;

import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.archive.ArchiveManifest.Events;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/** Events in files: a CloudEvent on each line, compressed with gzip. */
final class EventSegments {
  static final String SUFFIX = ".ndjson.gz";
  private static final int PAGE = 1_000;
  private static final int BUFFER = 64 << 10;

  private final ArchiveFolder folder;
  private final int mostEvents;
  private final long mostBytes;

  /**
   * @param mostEvents of a file
   * @param mostBytes of a file, as it lies on disk; about
   */
  EventSegments(ArchiveFolder folder, int mostEvents, long mostBytes) {
    this.folder = folder;
    this.mostEvents = mostEvents;
    this.mostBytes = mostBytes;
  }

  /**
   * Writes the events after a position into a new file, as many as it takes.
   *
   * @param head the last position to be written, larger than the other
   * @param tree takes the events too
   */
  Events write(
      StoredRegistry store,
      long after,
      long head,
      boolean redacted,
      EventTree tree,
      Progress progress)
      throws IOException {
    try (ArchiveFile file = new ArchiveFile(folder.path().resolve(ArchiveFolder.EVENTS))) {
      long position = after;
      try (Unclosed unclosed = new Unclosed(file.out());
          OutputStream lines = new GZIPOutputStream(unclosed, BUFFER)) {
        while (position < head && position - after < mostEvents && file.bytes() < mostBytes) {
          long room = Math.min(head - position, mostEvents - (position - after));
          List<RecordedEvent> page = store.after(position, (int) Math.min(PAGE, room));
          for (RecordedEvent event : page) {
            requireNext(event.position(), position);
            lines.write(
                redacted ? CloudEventJson.publicForm(event) : CloudEventJson.complete(event));
            lines.write('\n');
            tree.add(event);
            position++;
          }
          if (page.isEmpty()) {
            requireNext(head, position);
          }
          progress.step(page.size());
        }
      }
      String name = String.format(Locale.ROOT, "%012d-%012d%s", after + 1, position, SUFFIX);
      ArchiveFile.Content content = file.finish(name);
      return new Events(
          ArchiveFolder.EVENTS + "/" + name,
          content.digest(),
          content.bytes(),
          after + 1,
          position);
    }
  }

  /**
   * Reads a file's events in order.
   *
   * @throws ArchiveException if it does not hold what the manifest says; the line is named
   */
  void read(Events segment, Consumer<RecordedEvent> reader) throws IOException {
    long position = segment.first() - 1;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder.file(segment)), BUFFER),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        RecordedEvent event = parse(segment, position - segment.first() + 2, line);
        position++;
        if (event.position() != position) {
          throw misfit(
              segment, "event " + event.position() + " stands where event " + position + " should");
        }
        reader.accept(event);
      }
    } catch (ZipException | EOFException e) {
      throw misfit(segment, "it cannot be decompressed after event " + position);
    }
    if (position != segment.last()) {
      throw misfit(
          segment, "it ends with event " + position + ", not " + segment.last() + " as it should");
    }
  }

  private RecordedEvent parse(Events segment, long number, String line) {
    try {
      return CloudEventJson.read(line);
    } catch (IllegalArgumentException e) {
      throw misfit(segment, "line " + number + ": " + e.getMessage());
    }
  }

  private ArchiveException misfit(Events segment, String why) {
    return new ArchiveException(folder.file(segment) + ": " + why);
  }

  private static void requireNext(long found, long position) {
    if (found != position + 1) {
      throw new ArchiveException("the store has lost event " + (position + 1));
    }
  }
}
