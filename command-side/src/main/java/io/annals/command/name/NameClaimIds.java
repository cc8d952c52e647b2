package io.annals.command.name;

import io.annals.api.blob.Digest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Derives the aggregate id of a claim from what is claimed: the same every time. */
final class NameClaimIds {
  /** Event stores keep ids in columns of 255 characters. */
  private static final int LONGEST = 255;

  private static final String PREFIX = "name:";

  private NameClaimIds() {}

  /**
   * Unambiguous, since a name has no slash; readable but for the longest ones.
   *
   * @param kind what bears the name; null for a function
   */
  static String of(@Nullable String kind, String namespace, String name) {
    String readable = (kind == null ? PREFIX : kind + "-" + PREFIX) + namespace + "/" + name;
    return readable.length() <= LONGEST
        ? readable
        : PREFIX + Digest.of(readable.getBytes(StandardCharsets.UTF_8));
  }
}
