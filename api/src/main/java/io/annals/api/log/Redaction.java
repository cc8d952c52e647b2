package io.annals.api.log;

import io.annals.api.blob.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * Makes of an event's payload what others may read: each ciphertext is replaced by the digest of
 * its characters, everything else stays letter by letter. So whoever holds the public form can
 * still tell whether a ciphertext is the one that was stored.
 */
public final class Redaction {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> WITH_SECRETS = Set.of("FunctionCreated", "FunctionUpdated");
  private static final Set<String> WITH_CIPHERTEXT = Set.of("SecretPut", "SecretChanged");
  private static final String CHANGES = "changes";
  private static final String SECRETS = "secrets";
  private static final String CIPHERTEXT = "ciphertext";

  private Redaction() {}

  /**
   * The payload without ciphertext.
   *
   * @param type of the event
   * @param payload as it is stored
   * @return JSON; {@code null} in its place where a payload that may hold ciphertext is not JSON
   */
  public static String of(String type, String payload) {
    boolean function = WITH_SECRETS.contains(type) && payload.contains("\"" + SECRETS + "\"");
    if (!function && !WITH_CIPHERTEXT.contains(type)) {
      return payload;
    }
    try (JsonParser parser = JSON.createParser(payload)) {
      return redacted(payload, parser, function);
    } catch (JacksonException e) {
      return "null";
    }
  }

  private static String redacted(String payload, JsonParser parser, boolean function) {
    StringBuilder shown = new StringBuilder(payload.length());
    int copied = 0;
    int depth = 0;
    boolean inChanges = false;
    boolean inSecrets = false;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token.isStructStart()) {
        depth++;
        inChanges |= depth == 2 && CHANGES.equals(nameOfStruct(parser));
        inSecrets |= inChanges && depth == 3 && SECRETS.equals(nameOfStruct(parser));
      } else if (token.isStructEnd()) {
        inSecrets &= depth != 3;
        inChanges &= depth != 2;
        depth--;
      } else if (token == JsonToken.VALUE_STRING
          && (function ? inSecrets : depth == 1 && CIPHERTEXT.equals(parser.currentName()))) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        String digest = Digest.of(parser.getString().getBytes(StandardCharsets.UTF_8)).value();
        int end = (int) parser.currentLocation().getCharOffset();
        shown.append(payload, copied, start).append('"').append(digest).append('"');
        copied = end;
      }
    }
    return shown.append(payload, copied, payload.length()).toString();
  }

  /** The property whose value the object or array is that has just begun. */
  private static String nameOfStruct(JsonParser parser) {
    String name = parser.streamReadContext().getParent().currentName();
    return name == null ? "" : name;
  }
}
