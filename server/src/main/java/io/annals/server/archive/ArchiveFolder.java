package io.annals.server.archive;

import io.annals.api.blob.Digest;
import io.annals.server.archive.ArchiveManifest.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder of an archive. {@code manifest.json} says what it consists of and is replaced as a
 * whole when an export has ended; until then {@code manifest.next.json} says how far it has come,
 * and what the other one names stays as it is.
 */
final class ArchiveFolder {
  static final String MANIFEST = "manifest.json";
  static final String NEXT = "manifest.next.json";
  static final String EVENTS = "events";
  static final String BLOBS = "blobs";
  private static final String LOCK = "export.lock";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path path;

  ArchiveFolder(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  Path path() {
    return path;
  }

  Path file(Part part) {
    return path.resolve(part.file());
  }

  /** The last export that ended; null where none did. */
  @Nullable ArchiveManifest finished() throws IOException {
    return read(MANIFEST);
  }

  /** How far an export has come that did not end; null where there is none. */
  @Nullable ArchiveManifest unfinished() throws IOException {
    return read(NEXT);
  }

  private @Nullable ArchiveManifest read(String name) throws IOException {
    Path file = path.resolve(name);
    try {
      ArchiveManifest manifest = JSON.readValue(Files.readAllBytes(file), ArchiveManifest.class);
      if (!ArchiveManifest.FORMAT.equals(manifest.format())) {
        throw new ArchiveException(file + " is not the manifest of an export");
      }
      if (manifest.version() != ArchiveManifest.VERSION) {
        throw new ArchiveException(
            file + ": a later release made this export; use that release to read it");
      }
      for (Part part : manifest.parts()) {
        if (!file(part).normalize().startsWith(path)) {
          throw new ArchiveException(file + " names " + part.file() + ", which is outside of it");
        }
      }
      return manifest;
    } catch (NoSuchFileException e) {
      return null;
    } catch (JacksonException e) {
      throw new ArchiveException(file + " is damaged: " + e.getOriginalMessage(), e);
    }
  }

  void write(String name, ArchiveManifest manifest) throws IOException {
    try (ArchiveFile file = new ArchiveFile(path)) {
      file.out().write(JSON.writeValueAsBytes(manifest));
      file.finish(name);
    }
  }

  /** The manifest becomes the one that counts; files that it does not name go. */
  void finish(ArchiveManifest manifest) throws IOException {
    write(MANIFEST, manifest);
    Files.deleteIfExists(path.resolve(NEXT));
    Set<Path> named = new HashSet<>();
    manifest.parts().forEach(part -> named.add(file(part)));
    for (Path folder : List.of(path, path.resolve(EVENTS), path.resolve(BLOBS))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(ArchiveFolder::isOurs).toList()) {
            if (!named.contains(file)) {
              Files.delete(file);
            }
          }
        }
      }
    }
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && (name.endsWith(ArchiveFile.PART)
            || name.endsWith(EventSegments.SUFFIX)
            || name.matches(BlobPacks.NAME)
            || name.matches(KeyFiles.NAME));
  }

  /**
   * Looks whether a file is what the manifest says.
   *
   * @throws ArchiveException if it is missing or another one
   */
  void verify(Part part, Progress progress) throws IOException {
    Path file = file(part);
    if (!Files.isRegularFile(file)) {
      throw new ArchiveException(file + " is missing from the export");
    }
    if (Files.size(file) != part.bytes()) {
      throw new ArchiveException(
          file + " has " + Files.size(file) + " bytes, not " + part.bytes() + " as it should");
    }
    MessageDigest hash = Digest.sha256();
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        hash.update(buffer, 0, read);
        progress.step(read);
      }
    }
    if (!Digest.ofHash(hash.digest()).equals(part.digest())) {
      throw new ArchiveException(file + " is damaged: its digest is not the manifest's");
    }
  }

  /** Keeps other exports away until it is closed. */
  record Lock(FileChannel channel) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * Takes the folder, made where it is missing.
   *
   * @throws ArchiveException if another export has it
   */
  Lock lock() throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new Lock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it; said below.
    }
    channel.close();
    throw new ArchiveException("another export into " + path + " is at work");
  }

  /**
   * Refuses a folder that holds other things.
   *
   * @throws ArchiveException if there is something in it and no export
   */
  void requireOursOrEmpty() throws IOException {
    if (Files.exists(path.resolve(MANIFEST)) || Files.exists(path.resolve(NEXT))) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      boolean others =
          files
              .map(file -> file.getFileName().toString())
              .anyMatch(
                  name ->
                      !Set.of(LOCK, EVENTS, BLOBS).contains(name)
                          && !name.endsWith(ArchiveFile.PART));
      if (others) {
        throw new ArchiveException(
            path + " holds other things; name an empty folder, or a new one");
      }
    }
  }
}
