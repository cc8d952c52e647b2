package io.annals.server.archive;

import io.annals.api.blob.Digest;
import io.annals.eventstore.StoredRow;
import io.annals.server.archive.ArchiveManifest.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All keys of a registry in one file, a JSON object on each line: the table, and the columns'
 * values as they are stored. Bytes are {@code {"base64": …}}.
 */
final class KeyFiles {
  static final String NAME = "keys-[0-9a-f]{16}\\.ndjson";
  private static final String TABLE = "table";
  private static final String BASE64 = "base64";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ArchiveFolder folder;

  KeyFiles(ArchiveFolder folder) {
    this.folder = folder;
  }

  /** Writes them into a file whose name says what is in it, so that it overwrites no other. */
  Keys write(List<StoredRow> rows) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (StoredRow row : rows) {
      Map<String, @Nullable Object> line = new LinkedHashMap<>();
      line.put(TABLE, row.table());
      row.values()
          .forEach(
              (column, value) ->
                  line.put(
                      column,
                      value instanceof byte[] bytes
                          ? Map.of(BASE64, Base64.getEncoder().encodeToString(bytes))
                          : value));
      lines.write(JSON.writeValueAsBytes(line));
      lines.write('\n');
    }
    byte[] bytes = lines.toByteArray();
    String hash = Digest.of(bytes).value().replace("sha256:", "");
    String name = "keys-" + hash.substring(0, 16) + ".ndjson";
    try (ArchiveFile file = new ArchiveFile(folder.path())) {
      file.out().write(bytes);
      ArchiveFile.Content content = file.finish(name);
      return new Keys(name, content.digest(), content.bytes(), rows.size());
    }
  }

  /**
   * Reads them again.
   *
   * @throws ArchiveException if the file does not hold what the manifest says; the line is named
   */
  List<StoredRow> read(Keys keys) throws IOException {
    List<StoredRow> rows = new ArrayList<>();
    for (String line : Files.readAllLines(folder.file(keys), StandardCharsets.UTF_8)) {
      try {
        JsonNode json = JSON.readTree(line);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        json.properties()
            .forEach(
                member -> {
                  if (!member.getKey().equals(TABLE)) {
                    values.put(member.getKey(), value(member.getValue()));
                  }
                });
        rows.add(new StoredRow(json.path(TABLE).asString(), values));
      } catch (JacksonException | IllegalArgumentException e) {
        throw new ArchiveException(
            folder.file(keys) + ": line " + (rows.size() + 1) + " is damaged", e);
      }
    }
    if (rows.size() != keys.rows()) {
      throw new ArchiveException(
          folder.file(keys) + ": it holds " + rows.size() + " keys, not " + keys.rows());
    }
    return rows;
  }

  private static @Nullable Object value(JsonNode json) {
    if (json.isNull()) {
      return null;
    }
    if (json.isNumber()) {
      return json.asLong();
    }
    return json.isObject()
        ? Base64.getDecoder().decode(json.path(BASE64).asString())
        : json.asString();
  }
}
