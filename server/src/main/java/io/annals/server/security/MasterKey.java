package io.annals.server.security;

import io.annals.eventstore.TinkSecretVault;
import io.annals.server.StartupException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The key under which all secrets are kept: {@value TinkSecretVault#MASTER_KEY_BYTES} bytes,
 * written in base64. The environment gives it, else it lives in {@code master.key} of the data
 * folder, readable by the owner only, made on the first start. Without it no secret can be read
 * again.
 */
public final class MasterKey {
  private static final String FILE = "master.key";

  private final byte[] bytes;
  private final String place;

  private MasterKey(byte[] bytes, String place) {
    this.bytes = bytes;
    this.place = place;
  }

  /**
   * The key that a start works with.
   *
   * @param data the data folder
   * @param given the key that the environment sets, null for none; it is not written down
   * @param inUse whether secrets are kept already, so that a new key would be a wrong one
   * @throws StartupException if there is none, or it is not a key
   */
  public static MasterKey of(Path data, @Nullable String given, boolean inUse) {
    if (given != null) {
      return new MasterKey(decoded(given, "ANNALS_MASTER_KEY"), "ANNALS_MASTER_KEY");
    }
    Path file = fileIn(data);
    try {
      String found = KeyFile.read(file);
      if (found == null && inUse) {
        throw new StartupException(
            "the master key of this registry's secrets is missing: set ANNALS_MASTER_KEY, or bring"
                + " back "
                + file);
      }
      if (found == null) {
        found = random();
        KeyFile.write(file, found);
      }
      return new MasterKey(decoded(found, file.toString()), file.toString());
    } catch (IOException e) {
      throw new StartupException(
          "cannot keep the master key in " + file + ": " + e.getMessage(), e);
    }
  }

  /** Where a data folder has its master key; it need not be there. */
  public static Path fileIn(Path data) {
    return data.resolve(FILE);
  }

  /** The key itself. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Where it came from, for a person. */
  public String place() {
    return place;
  }

  private static String random() {
    byte[] bytes = new byte[TinkSecretVault.MASTER_KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] decoded(String text, String place) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.strip().replace('-', '+').replace('_', '/'));
      if (bytes.length == TinkSecretVault.MASTER_KEY_BYTES) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, like a key of another length.
    }
    throw new StartupException(
        "the master key in "
            + place
            + " must be 32 random bytes in base64; 'openssl rand -base64 32' makes one");
  }
}
