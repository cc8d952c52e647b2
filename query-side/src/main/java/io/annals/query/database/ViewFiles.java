package io.annals.query.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteDataSource;

/**
 * The files of one projection in a data folder, and which of them is served: {@code NAME.db},
 * unless there is a {@code NAME.N.db}; then that with the highest number. A copy is called {@code
 * NAME.N.building} until it is whole, so the rename is the instant in which it takes over, and a
 * kill at any point leaves no doubt. While nobody has the files open, the served one is given the
 * plain name again.
 */
final class ViewFiles {
  private static final Logger log = LoggerFactory.getLogger(ViewFiles.class);
  private static final List<String> PARTS = List.of("", "-wal", "-shm", "-journal");

  private final Path folder;
  private final String stem;
  private final Pattern served;
  private final Pattern building;

  ViewFiles(Path folder, ViewSchema schema) {
    this.folder = folder.toAbsolutePath();
    this.stem = schema.stem();
    this.served = Pattern.compile(Pattern.quote(stem) + "\\.([1-9][0-9]{0,8})\\.db");
    this.building =
        Pattern.compile(
            Pattern.quote(stem) + "\\.([1-9][0-9]{0,8})\\.building(?:-wal|-shm|-journal)?");
  }

  /** {@code NAME.db}. */
  Path plain() {
    return folder.resolve(stem + ".db");
  }

  /** The file that is served; it may not exist yet. */
  Path served() {
    TreeMap<Integer, Path> whole = found(served);
    return whole.isEmpty() ? plain() : whole.lastEntry().getValue();
  }

  /** Where the next copy is built; nothing is there. */
  Path next() {
    TreeMap<Integer, Path> whole = found(served);
    int number = whole.isEmpty() ? 1 : whole.lastKey() + 1;
    Path file = folder.resolve(nameOfCopy(number));
    discard(file);
    return file;
  }

  /** Makes a copy, which is closed, the served file, and answers with its name. */
  Path promote(Path copy) {
    Path log = copy.resolveSibling(copy.getFileName() + "-wal");
    try {
      if (Files.exists(log) && Files.size(log) > 0) {
        throw new IllegalStateException("The copy " + copy + " has a log that is not folded in.");
      }
      String name = copy.getFileName().toString();
      Path whole =
          copy.resolveSibling(name.substring(0, name.length() - "building".length()) + "db");
      Files.move(copy, whole, StandardCopyOption.ATOMIC_MOVE);
      sync();
      return whole;
    } catch (IOException e) {
      throw new UncheckedIOException("The copy " + copy + " cannot be renamed.", e);
    }
  }

  /**
   * Removes what is not served and gives the served file the plain name. Nobody may have any of
   * them open.
   *
   * @param source opens a file
   * @return the served file
   */
  Path tidy(java.util.function.Function<Path, SQLiteDataSource> source) {
    discardCopies();
    Path whole = served();
    if (whole.equals(plain())) {
      return whole;
    }
    discard(plain());
    found(served).values().stream().filter(file -> !file.equals(whole)).forEach(ViewFiles::discard);
    try (Connection connection = source.apply(whole).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      // Whoever opens it finds out what is wrong with it.
      return whole;
    }
    try {
      Path rest = whole.resolveSibling(whole.getFileName() + "-wal");
      if (Files.exists(rest) && Files.size(rest) > 0) {
        return whole;
      }
      Files.deleteIfExists(rest);
      Files.deleteIfExists(whole.resolveSibling(whole.getFileName() + "-shm"));
      Files.move(whole, plain(), StandardCopyOption.ATOMIC_MOVE);
      return plain();
    } catch (IOException e) {
      log.warn("The file {} keeps its name: {}", whole, e.getMessage());
      return whole;
    }
  }

  /** Removes copies that are not whole. */
  void discardCopies() {
    found(building).values().forEach(ViewFiles::discard);
  }

  /** Deletes a file and what SQLite puts beside it. */
  static void discard(Path file) {
    try {
      for (String part : PARTS) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + part));
      }
    } catch (IOException e) {
      throw new ViewsUnusableException("The file " + file + " cannot be deleted.", e);
    }
  }

  private TreeMap<Integer, Path> found(Pattern form) {
    TreeMap<Integer, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(
          file -> {
            Matcher name = form.matcher(file.getFileName().toString());
            if (name.matches()) {
              int number = Integer.parseInt(name.group(1));
              found.put(number, form == building ? folder.resolve(nameOfCopy(number)) : file);
            }
          });
    } catch (IOException e) {
      throw new ViewsUnusableException("The folder " + folder + " cannot be read.", e);
    }
    return found;
  }

  private String nameOfCopy(int number) {
    return stem + "." + number + ".building";
  }

  /** Sees to it that the rename outlives a power cut before anything older is deleted. */
  private void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      if (!System.getProperty("os.name", "").startsWith("Windows")) {
        throw e;
      }
    }
  }
}
