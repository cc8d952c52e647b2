package io.annals.query.database;

import io.annals.api.blob.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Writes the views as text, every row in a fixed order: two databases that show the same have the
 * same dump, whatever their vendor. For comparing, not for restoring.
 */
public final class ViewDump {
  private static final Map<String, String> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("functions", "row_id");
    KEYS.put("labels", "function_row, label_key");
    KEYS.put("tags", "function_row, tag");
    KEYS.put("history", "position");
    KEYS.put("documents", "digest");
    KEYS.put("revisions", "function_row, number");
    KEYS.put("alias_periods", "function_row, from_sequence, ordinal");
    KEYS.put("workflows", "row_id");
    KEYS.put("workflow_tags", "workflow_row, tag");
    KEYS.put("workflow_history", "position");
    KEYS.put("usages", "workflow_row, workflow_version, function_id, function_version");
    KEYS.put("dead_letters", "position");
  }

  /** The tables that events make; {@code progress} is not among them. */
  public static final List<String> TABLES = List.copyOf(KEYS.keySet());

  private ViewDump() {}

  /** Passes the dump line by line. Events that are shown meanwhile may be in it or not. */
  public static void write(ViewDatabase database, Consumer<String> line) {
    KEYS.forEach(
        (table, key) -> {
          RowCallbackHandler write =
              row -> {
                StringBuilder text = new StringBuilder(table);
                int columns = row.getMetaData().getColumnCount();
                for (int i = 1; i <= columns; i++) {
                  text.append('\t').append(row.getString(i));
                }
                line.accept(text.toString());
              };
          database.reads().query("SELECT * FROM " + table + " ORDER BY " + key, write);
        });
  }

  /** A digest of the dump. */
  public static Digest digest(ViewDatabase database) {
    MessageDigest sha256 = Digest.sha256();
    write(
        database,
        line -> {
          sha256.update(line.getBytes(StandardCharsets.UTF_8));
          sha256.update((byte) '\n');
        });
    return Digest.ofHash(sha256.digest());
  }
}
