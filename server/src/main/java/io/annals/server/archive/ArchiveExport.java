package io.annals.server.archive;

import io.annals.api.blob.Digest;
import io.annals.api.log.RecordedEvent;
import io.annals.eventstore.StoredBlob;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.archive.ArchiveManifest.Blobs;
import io.annals.server.archive.ArchiveManifest.Events;
import io.annals.server.archive.ArchiveManifest.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A folder with everything that a registry keeps, in files that other programs can read too. The
 * events are read first, up to the last one there is at the beginning, then the code, then the
 * keys: each of them was stored before the event that needs it, so the copy is whole although the
 * registry goes on.
 */
public final class ArchiveExport implements ExportFormat {
  private static final int MOST_EVENTS = 100_000;
  private static final int MOST_BLOBS = 20_000;
  private static final long MOST_BYTES = 64L << 20;

  private final Supplier<Optional<SignedHead>> log;
  private final int mostEvents;
  private final int mostBlobs;

  /**
   * With files of the usual size.
   *
   * @param log reads what the store's transparency log has signed
   */
  public ArchiveExport(Supplier<Optional<SignedHead>> log) {
    this(log, MOST_EVENTS, MOST_BLOBS);
  }

  /**
   * With files of another size.
   *
   * @param log reads what the store's transparency log has signed
   * @param mostEvents of a file
   * @param mostBlobs of a file
   */
  public ArchiveExport(Supplier<Optional<SignedHead>> log, int mostEvents, int mostBlobs) {
    this.log = log;
    this.mostEvents = mostEvents;
    this.mostBlobs = mostBlobs;
  }

  @Override
  public String export(StoredRegistry store, Path path, boolean redacted, Progress progress)
      throws IOException {
    ArchiveFolder folder = new ArchiveFolder(path);
    try (ArchiveFolder.Lock lock = folder.lock()) {
      folder.requireOursOrEmpty();
      ArchiveManifest before = folder.finished();
      ArchiveManifest begun = folder.unfinished();
      Run run = new Run(store, folder, redacted, progress, begun == null ? before : begun);
      ArchiveManifest after = run.complete();
      return summary(folder, before, after);
    }
  }

  private static String summary(
      ArchiveFolder folder, @Nullable ArchiveManifest before, ArchiveManifest after) {
    return String.format(
            Locale.ROOT,
            "%d events (%d new)",
            after.lastEvent(),
            after.lastEvent() - (before == null ? 0 : before.lastEvent()))
        + (after.keys() == null
            ? ""
            : String.format(
                Locale.ROOT,
                ", %d blobs of code (%d new) and %d keys",
                after.blobCount(),
                after.blobCount() - (before == null ? 0 : before.blobCount()),
                after.keys().rows()))
        + " are in "
        + folder.path()
        + ", complete up to event "
        + after.head()
        + (after.keys() == null ? "" : "; the master key is not in it, keep that elsewhere");
  }

  /** One export. */
  private final class Run {
    private final StoredRegistry store;
    private final ArchiveFolder folder;
    private final boolean redacted;
    private final Progress progress;
    private final @Nullable SignedHead signed;
    private final long head;
    private ArchiveManifest manifest;

    Run(
        StoredRegistry store,
        ArchiveFolder folder,
        boolean redacted,
        Progress progress,
        @Nullable ArchiveManifest begun)
        throws IOException {
      this.store = store;
      this.folder = folder;
      this.redacted = redacted;
      this.progress = progress;
      // The log follows the events: what it has signed by now is within the head that comes next.
      this.signed = log.get().orElse(null);
      this.head = store.head();
      this.manifest = begun == null ? ArchiveManifest.empty(redacted) : begun;
      requireSameRegistry();
      if (signed != null && signed.verified().size() > head) {
        throw new ArchiveException(
            "the log has signed "
                + signed.verified().size()
                + " events, the store has "
                + head
                + "; 'annals verify' says more");
      }
    }

    ArchiveManifest complete() throws IOException {
      EventTree tree = new EventTree(manifest.tree(), signed);
      addEvents(tree);
      Keys keys = null;
      if (!redacted) {
        addBlobs();
        keys = new KeyFiles(folder).write(store.keys());
      }
      String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      manifest = manifest.finished(head, now, keys, tree.state());
      folder.finish(manifest);
      return manifest;
    }

    private void addEvents(EventTree tree) throws IOException {
      EventSegments segments = new EventSegments(folder, mostEvents, MOST_BYTES);
      progress.begin("events", head - manifest.lastEvent());
      while (manifest.lastEvent() < head) {
        Events more = segments.write(store, manifest.lastEvent(), head, redacted, tree, progress);
        manifest = manifest.with(more, tree.state());
        folder.write(ArchiveFolder.NEXT, manifest);
      }
    }

    private void addBlobs() throws IOException {
      BlobPacks packs = new BlobPacks(folder, mostBlobs, MOST_BYTES);
      Map<Digest, Blobs> gone = new HashMap<>();
      Set<Digest> kept = new HashSet<>();
      for (Blobs pack : manifest.blobs()) {
        packs.digests(pack).forEach(digest -> gone.put(digest, pack));
      }
      kept.addAll(gone.keySet());
      BlobPacks.all(store).forEachRemaining(blob -> gone.remove(blob.digest()));
      // What the registry has removed for good must not stay here: the rest of its pack is written
      // anew, and the pack goes.
      List<Blobs> stale = manifest.blobs().stream().filter(gone::containsValue).toList();
      for (Blobs pack : stale) {
        kept.removeAll(packs.digests(pack));
      }
      progress.begin("code", Math.max(0, store.blobCount() - kept.size()));
      Iterator<StoredBlob> missing =
          StreamSupport.stream(Spliterators.spliteratorUnknownSize(BlobPacks.all(store), 0), false)
              .filter(blob -> !kept.contains(blob.digest()))
              .iterator();
      int number = manifest.blobs().stream().mapToInt(BlobPacks::number).max().orElse(0);
      while (missing.hasNext()) {
        Blobs more = packs.write(store, missing, ++number, progress);
        if (more != null) {
          manifest = manifest.with(more);
          folder.write(ArchiveFolder.NEXT, manifest);
        }
      }
      manifest = manifest.without(stale);
    }

    private void requireSameRegistry() throws IOException {
      if (manifest.redacted() != redacted) {
        throw new ArchiveException(
            folder.path()
                + (redacted
                    ? " holds an export with secrets; name another folder"
                    : " holds a redacted export; name another folder"));
      }
      long last = manifest.lastEvent();
      if (last == 0) {
        return;
      }
      Events segment = manifest.events().get(manifest.events().size() - 1);
      folder.verify(segment, Progress.UNSEEN);
      RecordedEvent[] archived = new RecordedEvent[1];
      new EventSegments(folder, mostEvents, MOST_BYTES).read(segment, event -> archived[0] = event);
      List<RecordedEvent> stored = store.after(last - 1, 1);
      if (stored.isEmpty() || !stored.get(0).eventId().equals(archived[0].eventId())) {
        throw new ArchiveException(
            folder.path()
                + " holds the export of another registry, or of a later state of this one: its"
                + " event "
                + last
                + " is not the store's; name another folder");
      }
    }
  }
}
