package io.annals.query.json;

import io.annals.api.blob.Digest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text as the views hold it: a small one in its column, a large one once as a document,
 * however many rows name it.
 *
 * @param column what stands in the column: the text itself, or the document's digest
 * @param document the text where it is a document of its own, else null
 */
public record StoredText(String column, @Nullable String document) {
  /** Characters of the largest text that a column holds itself. */
  public static final int INLINE = 1024;

  /** Decides where a text goes. */
  public static StoredText of(String json) {
    if (json.length() <= INLINE) {
      return new StoredText(json, null);
    }
    return new StoredText(Digest.of(json.getBytes(StandardCharsets.UTF_8)).value(), json);
  }

  /** Whether a column names a document; JSON never begins so. */
  public static boolean isDigest(String column) {
    return column.startsWith("sha256:");
  }
}
