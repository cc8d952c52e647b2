package io.annals.transparency;

import io.annals.api.blob.Digest;
import io.annals.api.log.RecordedEvent;
import io.annals.api.log.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the log says of one event: a JSON object in the canonical form of RFC 8785, with a member
 * for each column of the event's row that is not null. {@code payload} and {@code metadata} stand
 * as {@code sha256:} and the digest of their text, the payload's in its public form ({@link
 * Redaction}), so that whoever reads the feed can make the same entry. A text of more than {@value
 * #LONGEST_TEXT} characters stands as its digest too, which keeps every entry below 64 KiB.
 *
 * <p>Thread-safe.
 */
public final class LogEntry {
  /** The characters up to which a text stands as it is. */
  static final int LONGEST_TEXT = 1024;

  private static final int USUAL_LENGTH = 512;
  private static final int FIRST_PRINTABLE = 0x20;
  private static final JsonFactory JSON = new JsonFactory();

  private LogEntry() {}

  /** The entry of an event as the store has it. */
  public static byte[] of(RecordedEvent event) {
    return entry(event, Redaction.of(event.type(), event.payload()));
  }

  /** The entry of an event as the feed shows it: its payload is in the public form already. */
  public static byte[] ofPublic(RecordedEvent event) {
    return entry(event, event.payload());
  }

  private static byte[] entry(RecordedEvent event, String publicPayload) {
    StringBuilder json = new StringBuilder(USUAL_LENGTH);
    // In the order of RFC 8785: by name.
    text(json, "aggregate_id", event.aggregateId());
    text(json, "aggregate_type", event.aggregateType());
    text(json, "event_id", event.eventId());
    text(json, "metadata", digest(event.metadata()));
    text(json, "payload", digest(publicPayload));
    name(json, "position").append(event.position());
    text(json, "revision", event.revision());
    name(json, "sequence").append(event.sequence());
    text(json, "time", event.time());
    text(json, "type", event.type());
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** One member that two entries have differently, or that one of them has not. */
  public record Difference(String column, @Nullable String signed, @Nullable String found) {}

  /** In what two entries differ, by the names of the columns; empty where in nothing. */
  public static List<Difference> differences(byte[] signed, byte[] found) {
    Map<String, String> then = members(signed);
    Map<String, String> now = members(found);
    TreeSet<String> columns = new TreeSet<>(then.keySet());
    columns.addAll(now.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String column : columns) {
      if (!Objects.equals(then.get(column), now.get(column))) {
        differences.add(new Difference(column, then.get(column), now.get(column)));
      }
    }
    return differences;
  }

  /** The members of an entry, numbers as their digits; none where it is no entry. */
  public static Map<String, String> members(byte[] entry) {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), entry)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, parser.getString());
      }
    } catch (JacksonException e) {
      return Map.of();
    }
    return members;
  }

  private static String digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).value();
  }

  private static void text(StringBuilder json, String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    name(json, name).append('"');
    String shown = value.length() > LONGEST_TEXT ? digest(value) : value;
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\t' -> json.append("\\t");
        case '\n' -> json.append("\\n");
        case '\f' -> json.append("\\f");
        case '\r' -> json.append("\\r");
        default -> {
          if (c < FIRST_PRINTABLE) {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }

  private static StringBuilder name(StringBuilder json, String name) {
    return json.append(json.length() == 0 ? '{' : ',').append('"').append(name).append("\":");
  }
}
