package io.annals.server.importing;

import io.annals.api.blob.Digest;
import io.annals.api.function.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Brings the registry in line with functions found on disk. Doing it again does nothing: a function
 * whose files are those of its newest revision is left alone, any other gets one version.
 * Thread-safe.
 */
public final class Importer {
  private final Registry registry;

  public Importer(Registry registry) {
    this.registry = registry;
  }

  /** What became of one function. */
  public enum Outcome {
    CREATED,
    UPDATED,
    UNCHANGED
  }

  /**
   * Imports one function.
   *
   * @throws ImportException if the files cannot be read, or the registry does not take them
   */
  public Outcome register(SourceFunction source) throws ImportException {
    requireWithinLimits(source);
    Map<String, byte[]> contents = read(source);
    Optional<JsonNode> present = registry.function(source.name());
    if (present.isEmpty()) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("name", source.name());
      body.put("code", code(contents, Map.of(), source.runtime(), source.entrypoint()));
      if (registry.create(body)) {
        return Outcome.CREATED;
      }
      // Somebody else created it between the look and the creation.
      present = registry.function(source.name());
    }
    return update(
        present.orElseThrow(
            () -> new ImportException("the name was taken and freed meanwhile; try again", null)),
        contents,
        source);
  }

  private Outcome update(JsonNode function, Map<String, byte[]> contents, SourceFunction source)
      throws ImportException {
    String id = function.path("id").asString();
    String head = function.path("head").asString("");
    Optional<JsonNode> revision = head.isEmpty() ? Optional.empty() : registry.revision(id, head);
    Map<String, String> stored = new TreeMap<>();
    revision.ifPresent(
        found ->
            found
                .path("files")
                .properties()
                .forEach(
                    file -> stored.put(file.getKey(), file.getValue().path("digest").asString())));
    Map<String, String> wanted = new TreeMap<>();
    contents.forEach((path, bytes) -> wanted.put(path, Digest.of(bytes).value()));
    if (revision.isPresent() && stored.equals(wanted)) {
      return Outcome.UNCHANGED;
    }
    String runtime = revision.map(r -> r.path("runtime").asString("")).orElse(source.runtime());
    String entrypoint =
        revision
            .map(r -> r.path("entrypoint").asString(""))
            .filter(wanted::containsKey)
            .orElse(source.entrypoint());
    Map<String, Object> code = code(contents, stored, runtime, entrypoint);
    revision.ifPresent(r -> code.put("settings", r.path("settings")));
    registry.update(id, Map.of("code", code));
    return Outcome.UPDATED;
  }

  /** The code as the native API takes it; files that the registry has already go by digest. */
  private static Map<String, Object> code(
      Map<String, byte[]> contents, Map<String, String> stored, String runtime, String entrypoint) {
    Map<String, Object> files = new LinkedHashMap<>();
    contents.forEach(
        (path, bytes) -> {
          String digest = Digest.of(bytes).value();
          files.put(
              path, digest.equals(stored.get(path)) ? Map.of("digest", digest) : content(bytes));
        });
    Map<String, Object> code = new LinkedHashMap<>();
    code.put("files", files);
    code.put("runtime", runtime);
    code.put("entrypoint", entrypoint);
    return code;
  }

  private static Map<String, String> content(byte[] bytes) {
    try {
      return Map.of(
          "text", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Map.of("base64", Base64.getEncoder().encodeToString(bytes));
    }
  }

  private static void requireWithinLimits(SourceFunction source) throws ImportException {
    if (source.files().size() > Limits.FILES) {
      throw new ImportException(
          source.files().size() + " files; a function may have " + Limits.FILES, null);
    }
    try {
      long bytes = 0;
      for (Path file : source.files().values()) {
        bytes += Files.size(file);
      }
      if (bytes > Limits.CODE_BYTES) {
        throw new ImportException(bytes + " bytes; a function may have " + Limits.CODE_BYTES, null);
      }
    } catch (IOException e) {
      throw new ImportException("cannot be read: " + e.getMessage(), e);
    }
  }

  private static Map<String, byte[]> read(SourceFunction source) throws ImportException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    try {
      source
          .files()
          .forEach(
              (path, file) -> {
                try {
                  contents.put(path, Files.readAllBytes(file));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw new ImportException("cannot be read: " + e.getMessage(), e);
    }
    return contents;
  }
}
