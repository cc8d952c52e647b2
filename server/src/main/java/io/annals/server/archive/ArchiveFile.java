package io.annals.server.archive;

import io.annals.api.blob.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/**
 * A file on its way: it gets its name when all of it is on disk, so that no crash leaves half of
 * one under a name that counts.
 */
final class ArchiveFile implements AutoCloseable {
  /** What ends the name of a file that is not finished. */
  static final String PART = ".part";

  private final Path part;
  private final FileChannel channel;
  private final MessageDigest hash = Digest.sha256();
  private final OutputStream out;

  /**
   * @param folder made where it is missing
   */
  ArchiveFile(Path folder) throws IOException {
    Files.createDirectories(folder);
    part = folder.resolve("next" + PART);
    channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    out =
        new DigestOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(channel), 64 << 10), hash);
  }

  /** Where its bytes go. To be flushed, not closed. */
  OutputStream out() {
    return out;
  }

  /** How many bytes have come so far, about. */
  long bytes() throws IOException {
    return channel.position();
  }

  /** What the file is when it is finished. */
  record Content(Digest digest, long bytes) {}

  /** Puts all bytes on disk and the file under its name in the folder. */
  Content finish(String name) throws IOException {
    out.flush();
    Content content = new Content(Digest.ofHash(hash.digest()), channel.position());
    channel.force(true);
    channel.close();
    Files.move(
        part,
        part.resolveSibling(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    force(part.resolveSibling(name).getParent());
    return content;
  }

  /** Puts the names of a folder on disk. */
  static void force(Path folder) throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException e) {
      // Windows does not open folders; it keeps names by itself.
      if (Files.isReadable(folder) && System.getProperty("os.name").startsWith("Windows")) {
        return;
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
