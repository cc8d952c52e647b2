package io.annals.eventstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A data folder that belongs to this process alone for as long as this object is open: the
 * operating system's lock on {@value #LOCK_FILE} says so, and goes when the process does, however
 * that ends.
 *
 * <p>Thread-safe. {@link #close} releases the folder.
 */
public final class DataFolder implements AutoCloseable {
  /** The file in the folder that carries the lock. Its content has no meaning. */
  public static final String LOCK_FILE = "annals.lock";

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates the folder where it is missing and takes it.
   *
   * @throws DataFolderInUseException if another process, or another object of this class, has it
   * @throws DataFolderUnusableException if it cannot be created or written
   */
  public static DataFolder open(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new DataFolderUnusableException(
          path, "it does not exist and cannot be created. Create it, or name another.", e);
    }
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new DataFolderUnusableException(
          path, "this process may not write in it. Grant it that, or name another.", e);
    }
    try {
      FileLock lock = lock(channel);
      if (lock == null) {
        channel.close();
        throw new DataFolderInUseException(path);
      }
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw new DataFolderUnusableException(
          path, "its file system does not offer file locks. Use a local disk.", e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** The folder, absolute. */
  public Path path() {
    return path;
  }

  /** A file of the folder; it need not exist. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /** Releases the folder to others. What is open in it should be closed before. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataFolderUnusableException(path, "its lock cannot be released.", e);
    }
  }
}
