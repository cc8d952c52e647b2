package io.annals.dialect.nativeapi;

import io.annals.api.blob.Digest;
import io.annals.api.function.Limits;
import io.annals.api.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;

/**
 * The code that a body brings. It is whole: nothing of an earlier revision is kept.
 *
 * @param files path to content
 */
record CodeBody(
    Map<String, Content> files,
    String runtime,
    String entrypoint,
    Map<String, Object> settings,
    String message) {

  private static final Base64Variant BASE64 = Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed();

  /** What a revision shows beside its code, so that one that was read can be written. */
  private static final Set<String> READ_ONLY =
      Set.of("id", "functionId", "number", "version", "author", "createTime");

  /** Where the bytes of a file come from. */
  sealed interface Content {}

  /** From the body. */
  record Fresh(byte[] bytes) implements Content {}

  /** From the store, where they lie already. */
  record Stored(Digest digest) implements Content {}

  /**
   * Reads the members of a code object.
   *
   * @param prefix what the paths of violations begin with: {@code code.} or nothing
   */
  static CodeBody read(JsonParser json, String prefix) {
    Map<String, Content> files = null;
    String runtime = "";
    String entrypoint = "";
    Map<String, Object> settings = Map.of();
    String message = "";
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      boolean absent = json.nextToken() == JsonToken.VALUE_NULL;
      String path = prefix + name;
      switch (name) {
        case "files" -> files = absent ? null : Files.read(json, path);
        case "runtime" -> runtime = absent ? "" : JsonTerms.text(json, path);
        case "entrypoint" -> entrypoint = absent ? "" : JsonTerms.text(json, path);
        case "settings" -> settings = absent ? Map.of() : JsonTerms.object(json, path);
        case "message" -> message = absent ? "" : JsonTerms.text(json, path);
        default -> {
          if (!READ_ONLY.contains(name)) {
            throw ProblemException.invalid(
                path,
                "Is not a field of code; the fields are files, runtime, entrypoint, settings and"
                    + " message.");
          }
          json.skipChildren();
        }
      }
    }
    if (files == null) {
      throw ProblemException.invalid(
          prefix + "files", "Is missing; code replaces code as a whole, so send all its files.");
    }
    return new CodeBody(files, runtime, entrypoint, settings, message);
  }

  /** Reads the files of a code object and keeps count of what they hold. */
  private static final class Files {
    private final Map<String, Content> contents = new LinkedHashMap<>();
    private long bytes;

    static Map<String, Content> read(JsonParser json, String path) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw ProblemException.invalid(path, "Must be an object of path to content.");
      }
      Files files = new Files();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        files.add(name, json, path);
      }
      return files.contents;
    }

    private void add(String name, JsonParser json, String path) {
      if (contents.size() == Limits.FILES) {
        throw ProblemException.invalid(path, "May hold at most " + Limits.FILES + " files.");
      }
      Content content = content(json, path + "[\"" + name + "\"]");
      if (content instanceof Fresh fresh) {
        bytes += fresh.bytes().length;
      }
      if (bytes > Limits.CODE_BYTES) {
        throw ProblemException.invalid(
            path, "The files may hold at most " + Limits.CODE_BYTES + " bytes together.");
      }
      contents.put(name, content);
    }

    private static Content content(JsonParser json, String path) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw ProblemException.invalid(path, "Must be {text}, {base64} or {digest}.");
      }
      Content content = null;
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        Content read = source(name, json, path + '.' + name);
        if (read != null && content != null) {
          throw ProblemException.invalid(path, "Takes one of text, base64 and digest.");
        }
        content = read == null ? content : read;
      }
      if (content == null) {
        throw ProblemException.invalid(path, "Needs one of text, base64 and digest.");
      }
      return content;
    }

    private static @Nullable Content source(String name, JsonParser json, String path) {
      return switch (name) {
        case "text" -> new Fresh(CodeText.utf8(json, path));
        case "base64" -> new Fresh(decoded(json, path));
        case "digest" -> new Stored(digest(JsonTerms.text(json, path), path));
        case "size" -> {
          json.skipChildren();
          yield null;
        }
        default -> throw ProblemException.invalid(path, "Must be text, base64 or digest.");
      };
    }

    private static byte[] decoded(JsonParser json, String path) {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        throw ProblemException.invalid(path, "Must be a string.");
      }
      try {
        return json.getBinaryValue(BASE64);
      } catch (StreamReadException e) {
        throw ProblemException.invalid(path, "Is not base64 (RFC 4648, section 4).");
      }
    }

    private static Digest digest(String text, String path) {
      if (text.matches("sha256:[0-9a-f]{64}")) {
        return new Digest(text);
      }
      throw ProblemException.invalid(
          path, "Must be 'sha256:' and 64 hexadecimal digits, as a revision shows it.");
    }
  }
}
