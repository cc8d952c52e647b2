package io.annals.eventstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies the SQLite files of a data folder into another one while a server goes on working on them.
 *
 * <p>Each file is copied as it stood at one instant: the events first, then the code, then the
 * keys. Whatever an event names was stored before it, so it is in the copy. A key that is destroyed
 * while the backup runs is missing from it, also where the event that says so came too late for it:
 * what was to be forgotten is forgotten.
 *
 * <p>The copy gets its name when all of it is on disk and was checked; until then it lies beside it
 * under a name that ends in {@value #PART}.
 */
public final class SqliteBackup {
  /** What ends the name of a folder that is not finished. */
  public static final String PART = ".part";

  private static final List<String> FILES =
      List.of(SqliteFiles.EVENTS, SqliteFiles.BLOBS, SqliteFiles.KEYS);

  private SqliteBackup() {}

  /** Adds files of its own to a copy before it gets its name. */
  @FunctionalInterface
  public interface Addition {
    void into(Path folder) throws IOException;
  }

  /**
   * Makes a backup.
   *
   * @param data the data folder of a registry
   * @param to a folder that is empty or not there yet
   * @param views files that hold what cannot be made of the events again, by their names in the
   *     copy; each is copied where it is there, before the events, so that it knows of none that is
   *     missing
   * @param addition adds what else is to be in it
   * @param copied is told the name of each file that was copied and checked
   * @return the position of the last event in the backup
   * @throws DataFolderUnusableException if there is no registry in the data folder, the other one
   *     is not empty, or the copy is damaged
   * @throws DataFolderInUseException if another backup goes to the same place
   * @throws IOException if the copy cannot be written
   */
  public static long make(
      Path data, Path to, Map<String, Path> views, Addition addition, Consumer<String> copied)
      throws IOException {
    SqliteFiles.openForReading(data).close();
    Path target = to.toAbsolutePath().normalize();
    requireEmpty(target);
    Path part = target.resolveSibling(target.getFileName() + PART);
    long head;
    try (DataFolder folder = DataFolder.open(part)) {
      clear(part);
      Map<String, Path> files = new LinkedHashMap<>(views);
      files.values().removeIf(file -> !Files.isRegularFile(file));
      FILES.forEach(file -> files.put(file, data.resolve(file)));
      for (Map.Entry<String, Path> file : files.entrySet()) {
        copy(file.getValue(), folder.file(file.getKey()));
        check(part, file.getKey());
        copied.accept(file.getKey());
      }
      head = requireDense(part);
      addition.into(part);
      try (Stream<Path> all = Files.list(part)) {
        for (Path file : all.toList()) {
          force(file);
        }
      }
      force(part);
    }
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      throw notEmpty(target);
    }
    force(target.getParent());
    return head;
  }

  private static void copy(Path from, Path to) {
    try (Connection connection = SqliteFiles.readOnly(from.toAbsolutePath()).getConnection();
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, to.toString());
      copy.execute();
    } catch (SQLException e) {
      throw new DataFolderUnusableException(
          to.getParent(), to.getFileName() + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static void check(Path folder, String file) {
    try (Connection connection = SqliteFiles.readOnly(folder.resolve(file)).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA integrity_check(1)")) {
      String found = row.next() ? row.getString(1) : "nothing";
      if (!found.equals("ok")) {
        throw new DataFolderUnusableException(
            folder, "the copy of " + file + " is damaged, perhaps as the original: " + found, null);
      }
    } catch (SQLException e) {
      throw new DataFolderUnusableException(
          folder, "the copy of " + file + " is damaged, perhaps as the original", e);
    }
  }

  private static long requireDense(Path folder) {
    Path events = folder.resolve(SqliteFiles.EVENTS);
    try (Connection connection = SqliteFiles.readOnly(events).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT COUNT(*), coalesce(min(position), 1), coalesce(max(position), 0)"
                    + " FROM events")) {
      row.next();
      if (row.getLong(2) != 1 || row.getLong(1) != row.getLong(3)) {
        throw new DataFolderUnusableException(
            folder,
            "of " + row.getLong(3) + " events there are " + row.getLong(1) + " in the copy",
            null);
      }
      return row.getLong(3);
    } catch (SQLException e) {
      throw new DataFolderUnusableException(folder, "the copied events cannot be read", e);
    }
  }

  private static void requireEmpty(Path target) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    if (!Files.isDirectory(target)) {
      throw notEmpty(target);
    }
    try (Stream<Path> files = Files.list(target)) {
      if (files.findAny().isPresent()) {
        throw notEmpty(target);
      }
    }
  }

  private static DataFolderUnusableException notEmpty(Path target) {
    return new DataFolderUnusableException(
        target, "a backup goes into an empty folder or a new one.", null);
  }

  /** What an earlier backup left that was killed. */
  private static void clear(Path part) throws IOException {
    try (Stream<Path> files = Files.list(part)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().equals(DataFolder.LOCK_FILE)) {
          Files.delete(file);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Files.isDirectory(file) ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
