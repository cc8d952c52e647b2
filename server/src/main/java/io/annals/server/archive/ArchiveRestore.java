package io.annals.server.archive;

import io.annals.api.log.RecordedEvent;
import io.annals.eventstore.RestoringStore;
import io.annals.eventstore.StoredBlob;
import io.annals.server.archive.ArchiveManifest.Blobs;
import io.annals.server.archive.ArchiveManifest.Events;
import io.annals.server.archive.ArchiveManifest.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Makes a registry of an archive again: the same events under the same ids and positions, the same
 * code, the same keys. Every file is looked at before anything is written.
 */
public final class ArchiveRestore {
  private static final int BATCH_EVENTS = 1_000;
  private static final int BATCH_CHARACTERS = 8 << 20;

  private final ArchiveFolder folder;
  private final Progress progress;
  private final int batchEvents;

  /**
   * @param path the folder of the archive
   */
  public ArchiveRestore(Path path, Progress progress) {
    this(path, progress, BATCH_EVENTS);
  }

  /**
   * @param path the folder of the archive
   * @param batchEvents that go into one transaction at the most
   */
  public ArchiveRestore(Path path, Progress progress, int batchEvents) {
    this.folder = new ArchiveFolder(path);
    this.progress = progress;
    this.batchEvents = batchEvents;
  }

  /**
   * Restores everything.
   *
   * @param target opens the store; called when the archive was found whole
   * @return what was done, one line
   * @throws ArchiveException if the archive is not whole, or not the one whose restore into the
   *     store was begun
   * @throws io.annals.eventstore.RestoreException if the store does not take it
   */
  public String restore(Supplier<RestoringStore> target) throws IOException {
    ArchiveManifest manifest = manifest();
    verify(manifest);
    try (RestoringStore store = target.get()) {
      store.begin();
      restoreBlobs(manifest, store);
      store.replaceKeys(new KeyFiles(folder).read(Objects.requireNonNull(manifest.keys())));
      restoreEvents(manifest, store);
      store.finish(manifest.head());
    }
    return String.format(
        Locale.ROOT,
        "%d events, %d blobs of code and %d keys are restored; start the server with the master key"
            + " of the registry that they are from",
        manifest.head(),
        manifest.blobCount(),
        manifest.keys().rows());
  }

  private ArchiveManifest manifest() throws IOException {
    ArchiveManifest manifest = folder.finished();
    if (manifest == null) {
      throw new ArchiveException(
          folder.unfinished() == null
              ? "there is no export in " + folder.path()
              : "the export in " + folder.path() + " was interrupted; run 'annals export' again");
    }
    if (manifest.redacted()) {
      throw new ArchiveException(
          "the export in " + folder.path() + " is redacted; it lacks what a registry needs");
    }
    if (manifest.keys() == null || manifest.tree() == null) {
      throw new ArchiveException(
          folder.path().resolve(ArchiveFolder.MANIFEST)
              + " is damaged: it names no keys or no tree");
    }
    long last = 0;
    for (Events segment : manifest.events()) {
      if (segment.first() != last + 1 || segment.last() < segment.first()) {
        throw new ArchiveException(
            folder.path().resolve(ArchiveFolder.MANIFEST)
                + " is damaged: event "
                + segment.first()
                + " is said to follow event "
                + last);
      }
      last = segment.last();
    }
    if (last != manifest.head()) {
      throw new ArchiveException(
          folder.path().resolve(ArchiveFolder.MANIFEST)
              + " is damaged: its last event is "
              + last
              + ", not "
              + manifest.head());
    }
    return manifest;
  }

  private void verify(ArchiveManifest manifest) throws IOException {
    progress.begin("verify", manifest.parts().stream().mapToLong(Part::bytes).sum());
    for (Part part : manifest.parts()) {
      folder.verify(part, progress);
    }
  }

  private void restoreBlobs(ArchiveManifest manifest, RestoringStore store) throws IOException {
    progress.begin("code", manifest.blobCount());
    BlobPacks packs = new BlobPacks(folder, 0, 0);
    for (Blobs pack : manifest.blobs()) {
      packs.each(pack, (blob, content) -> restore(blob, content, store));
    }
    store.flush();
    if (store.blobCount() != manifest.blobCount()) {
      throw new ArchiveException(
          "the store holds "
              + store.blobCount()
              + " blobs of code, the export "
              + manifest.blobCount()
              + ": the restore was begun from another one. Begin anew with an empty store");
    }
  }

  private void restore(StoredBlob blob, InputStream content, RestoringStore store)
      throws IOException {
    if (!store.has(blob.digest())) {
      store.add(blob, content);
    }
    progress.step(1);
  }

  private void restoreEvents(ArchiveManifest manifest, RestoringStore store) throws IOException {
    progress.begin("events", manifest.head());
    ArchiveManifest.Tree expected = Objects.requireNonNull(manifest.tree());
    EventTree tree = new EventTree(null, expected.signed());
    EventSegments segments = new EventSegments(folder, 0, 0);
    Batch batch = new Batch(store);
    for (Events segment : manifest.events()) {
      segments.read(
          segment,
          event -> {
            tree.add(event);
            batch.add(event);
          });
    }
    batch.end();
    if (tree.size() != expected.size() || !tree.root().equals(expected.root())) {
      throw new ArchiveException(
          "the events in "
              + folder.path()
              + " are not those that were exported: their tree has the root "
              + tree.root()
              + ", not "
              + expected.root());
    }
  }

  /** Events that are written, or compared with what an earlier attempt wrote, together. */
  private final class Batch {
    private final RestoringStore store;
    private final List<RecordedEvent> events = new ArrayList<>();
    private long characters;

    Batch(RestoringStore store) {
      this.store = store;
    }

    void add(RecordedEvent event) {
      events.add(event);
      characters += event.payload().length() + event.metadata().length();
      if (events.size() == batchEvents || characters > BATCH_CHARACTERS) {
        end();
      }
    }

    void end() {
      int known = 0;
      while (known < events.size() && events.get(known).position() <= store.head()) {
        long before = events.get(known).position() - 1;
        for (RecordedEvent stored : store.after(before, events.size() - known)) {
          if (!stored.equals(events.get(known))) {
            throw new ArchiveException(
                "event "
                    + stored.position()
                    + " in the store is not the export's: the restore was begun from another one."
                    + " Begin anew with an empty store");
          }
          known++;
        }
      }
      if (known < events.size()) {
        store.append(events.subList(known, events.size()));
      }
      progress.step(events.size());
      events.clear();
      characters = 0;
    }
  }
}
