package io.annals.query.database;

import io.annals.api.blob.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Writes the views as text, every row in a fixed order: two databases that show the same have the
 * same dump, whatever their vendor. For comparing, not for restoring.
 */
public final class ViewDump {
  private ViewDump() {}

  /**
   * Passes the dump line by line, of the tables that events make. Events that are shown meanwhile
   * may be in it or not.
   */
  public static void write(ViewDatabase database, Consumer<String> line) {
    database
        .schema()
        .tables()
        .forEach(
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
