package io.annals.server.security;

import io.annals.server.StartupException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The key that opens everything. Lives in {@code root.key} of the data folder, readable by the
 * owner only.
 *
 * @param value the key
 * @param file where it is kept
 * @param origin how this start came by it
 */
public record RootKey(String value, Path file, Origin origin) {
  private static final String FILE = "root.key";
  private static final int RANDOM_BYTES = 32;

  /** How a start came by the key. */
  public enum Origin {
    /** It was there. */
    FOUND,
    /** It was made, or taken from the environment, for a folder that had none. */
    CREATED,
    /** The environment gave another one than the folder had; the folder has it now. */
    REPLACED
  }

  /**
   * The key of a data folder, made on the first start.
   *
   * @param given the key that the environment sets, null for none; it wins over the file's
   * @throws StartupException if the file cannot be read or written, or the key is not fit for a
   *     header
   */
  public static RootKey of(Path data, @Nullable String given) {
    Path file = data.resolve(FILE);
    if (given != null && !given.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new StartupException(
          "ANNALS_ROOT_KEY must be of printable ASCII characters without spaces");
    }
    try {
      String found = read(file);
      if (found != null && (given == null || given.equals(found))) {
        return new RootKey(found, file, Origin.FOUND);
      }
      String key = given == null ? random() : given;
      KeyFile.write(file, key);
      return new RootKey(key, file, found == null ? Origin.CREATED : Origin.REPLACED);
    } catch (IOException e) {
      throw new StartupException("cannot keep the root key in " + file + ": " + e.getMessage(), e);
    }
  }

  /** The key that a data folder holds, null where it has none. */
  public static @Nullable String read(Path file) throws IOException {
    return KeyFile.read(file);
  }

  /** The file of a data folder's key. */
  public static Path fileIn(Path data) {
    return data.resolve(FILE);
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "annals_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
