package io.annals.server.archive;

import io.annals.api.blob.Digest;
import io.annals.eventstore.StoredBlob;
import io.annals.eventstore.StoredRegistry;
import io.annals.server.archive.ArchiveManifest.Blobs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Blobs in zip files: an entry for each, its digest the name, when it was stored the comment. */
final class BlobPacks {
  static final String NAME = "\\d{6}\\.zip";
  private static final String DIGEST_PREFIX = "sha256:";
  private static final int PAGE = 1_000;

  private final ArchiveFolder folder;
  private final int mostBlobs;
  private final long mostBytes;

  /**
   * @param mostBlobs of a file
   * @param mostBytes of a file, as it lies on disk; about, and one blob may be larger
   */
  BlobPacks(ArchiveFolder folder, int mostBlobs, long mostBytes) {
    this.folder = folder;
    this.mostBlobs = mostBlobs;
    this.mostBytes = mostBytes;
  }

  /** Takes a blob. */
  @FunctionalInterface
  interface Taker {
    void take(StoredBlob blob, InputStream content) throws IOException;
  }

  /** The digests of a file's blobs. */
  List<Digest> digests(Blobs pack) throws IOException {
    List<Digest> digests = new ArrayList<>();
    try (ZipFile zip = open(pack)) {
      zip.stream().forEach(entry -> digests.add(blob(pack, entry).digest()));
    }
    return digests;
  }

  /**
   * Reads a file's blobs.
   *
   * @throws ArchiveException if it does not hold what the manifest says
   */
  void each(Blobs pack, Taker taker) throws IOException {
    try (ZipFile zip = open(pack)) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        StoredBlob blob = blob(pack, entry);
        try (InputStream content = zip.getInputStream(entry)) {
          taker.take(blob, content);
        }
      }
    } catch (ZipException e) {
      throw misfit(pack, "it cannot be decompressed: " + e.getMessage());
    }
  }

  private ZipFile open(Blobs pack) throws IOException {
    try {
      ZipFile zip = new ZipFile(folder.file(pack).toFile());
      if (zip.size() == pack.blobs()) {
        return zip;
      }
      int found = zip.size();
      zip.close();
      throw misfit(pack, "it holds " + found + " blobs, not " + pack.blobs());
    } catch (ZipException e) {
      throw misfit(pack, "it is no zip file: " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw misfit(pack, "it is missing");
    }
  }

  private StoredBlob blob(Blobs pack, ZipEntry entry) {
    try {
      String time = String.valueOf(entry.getComment());
      Instant.parse(time);
      return new StoredBlob(new Digest(DIGEST_PREFIX + entry.getName()), entry.getSize(), time);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw misfit(pack, "its entry " + entry.getName() + " is no blob");
    }
  }

  private ArchiveException misfit(Blobs pack, String why) {
    return new ArchiveException(folder.file(pack) + ": " + why);
  }

  /**
   * Writes blobs into a new file, as many as it takes.
   *
   * @param blobs the next ones, at least one
   * @return null if none of them is stored any more
   */
  @Nullable Blobs write(
      StoredRegistry store, Iterator<StoredBlob> blobs, int number, Progress progress)
      throws IOException {
    try (ArchiveFile file = new ArchiveFile(folder.path().resolve(ArchiveFolder.BLOBS))) {
      int count = 0;
      try (ZipOutputStream zip = new ZipOutputStream(new Unclosed(file.out()))) {
        while (blobs.hasNext() && count < mostBlobs && file.bytes() < mostBytes) {
          if (write(store, blobs.next(), zip)) {
            count++;
          }
          progress.step(1);
        }
      }
      if (count == 0) {
        return null;
      }
      String name = String.format(Locale.ROOT, "%06d.zip", number);
      ArchiveFile.Content content = file.finish(name);
      return new Blobs(ArchiveFolder.BLOBS + "/" + name, content.digest(), content.bytes(), count);
    }
  }

  /** The number that a pack's name has. */
  static int number(Blobs pack) {
    return Integer.parseInt(pack.file().replaceAll("\\D", ""));
  }

  private static boolean write(StoredRegistry store, StoredBlob blob, ZipOutputStream zip)
      throws IOException {
    Optional<InputStream> found = store.open(blob);
    if (found.isEmpty()) {
      return false; // Removed since it was listed.
    }
    try (InputStream content = found.get()) {
      ZipEntry entry = new ZipEntry(blob.digest().value().substring(DIGEST_PREFIX.length()));
      entry.setComment(blob.createTime());
      entry.setLastModifiedTime(FileTime.from(Instant.parse(blob.createTime())));
      zip.putNextEntry(entry);
      content.transferTo(zip);
      zip.closeEntry();
      return true;
    } catch (IllegalStateException e) {
      throw new ArchiveException(
          "the code " + blob.digest() + " was removed while it was read; run the export again", e);
    }
  }

  /** All blobs of a store in the order of their digests, fetched page by page. */
  static Iterator<StoredBlob> all(StoredRegistry store) {
    return new Iterator<>() {
      private List<StoredBlob> page = store.blobsAfter(null, PAGE);
      private int next;

      @Override
      public boolean hasNext() {
        if (next == page.size() && next > 0) {
          page = store.blobsAfter(page.get(next - 1).digest(), PAGE);
          next = 0;
        }
        return next < page.size();
      }

      @Override
      public StoredBlob next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return page.get(next++);
      }
    };
  }
}
