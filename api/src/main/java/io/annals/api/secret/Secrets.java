package io.annals.api.secret;

import io.annals.api.function.FunctionIds;
import java.util.List;

/**
 * The secrets of a namespace.
 *
 * @param all newest first, those that are not active too
 */
public record Secrets(List<Secret> all) {
  /** Secrets of a namespace, those that are not active too. */
  public static final int MOST = 1_000;

  /** Characters of a name; at least one. */
  public static final int NAME_LENGTH = 255;

  /** Characters of a ciphertext. */
  public static final int CIPHERTEXT_LENGTH = 128 * 1024;

  public Secrets {
    all = List.copyOf(all);
  }

  /** The id of the stream that holds the events of a namespace's secrets, the same every time. */
  public static String streamOf(String namespace) {
    return FunctionIds.forKey(namespace, "", "secrets");
  }
}
