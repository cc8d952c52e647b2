package io.annals.api.log;

import io.annals.api.context.RequestContext;
import io.annals.api.context.Subject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The one form in which events leave the registry and come back: CloudEvents 1.0, structured JSON.
 * It fits one line, and {@link #read} makes the same event of it again, letter by letter.
 *
 * <p>The attributes beside those of the specification are texts: {@code position} and {@code
 * streamsequence} (decimal), {@code aggregatetype}, {@code revision}, {@code namespace}, {@code
 * kind}, {@code principal}, {@code dialect}, {@code requestid}, {@code partitionkey} and {@code
 * metadata}, the JSON as it is stored. What an event has not is left out. {@code data} is the
 * payload as it is stored; one that is not JSON of one line, or has blanks around it, is {@code
 * data_base64}, as the JSON format of CloudEvents has it for what cannot stand in its text.
 *
 * <p>Thread-safe.
 */
public final class CloudEventJson {
  /** The media type of one event. */
  public static final String MEDIA_TYPE = "application/cloudevents+json";

  /** The media type of a JSON array of events. */
  public static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

  /** What stands before the name of {@link io.annals.api.serialization.EventTypes}. */
  public static final String TYPE_PREFIX = "io.annals.";

  private static final String SOURCE = "/v1/events";
  private static final String SCHEMA = "urn:annals:event:";
  private static final String DATA = "data";
  private static final String DATA_BASE64 = "data_base64";
  private static final int ENVELOPE = 1024;
  private static final JsonFactory JSON = new JsonFactory();

  private CloudEventJson() {}

  /**
   * The event as everybody who may see it may read it: secrets by digest only.
   *
   * @return UTF-8, without a line break
   */
  public static byte[] publicForm(RecordedEvent event) {
    return written(event, Redaction.of(event.type(), event.payload()));
  }

  /**
   * The event with its ciphertext: for copies of the registry, which are kept as safely as it is.
   *
   * @return UTF-8, without a line break
   */
  public static byte[] complete(RecordedEvent event) {
    return written(event, event.payload());
  }

  /**
   * Reads what {@link #publicForm} or {@link #complete} wrote. Attributes that it does not know are
   * passed over.
   *
   * @throws IllegalArgumentException if it is no such event; the message says why
   */
  public static RecordedEvent read(String json) {
    Map<String, String> members = members(json);
    if (!"1.0".equals(members.get("specversion"))) {
      throw new IllegalArgumentException("It is not an event of CloudEvents 1.0.");
    }
    String type = required(members, "type");
    if (!type.startsWith(TYPE_PREFIX)) {
      throw new IllegalArgumentException("Its type does not begin with " + TYPE_PREFIX + ".");
    }
    return new RecordedEvent(
        number(members, "position"),
        required(members, "subject"),
        number(members, "streamsequence"),
        members.get("aggregatetype"),
        required(members, "id"),
        type.substring(TYPE_PREFIX.length()),
        members.get("revision"),
        required(members, "time"),
        payload(members),
        required(members, "metadata"));
  }

  /** The metadata's texts; what is no text, or no JSON at all, is left out. */
  public static Map<String, String> metadata(RecordedEvent event) {
    Map<String, String> texts = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), event.metadata())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return texts;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          texts.put(name, parser.getString());
        } else {
          parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      // Only what somebody else wrote into the store; what was read so far is shown.
      return texts;
    }
    return texts;
  }

  private static byte[] written(RecordedEvent event, String payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length() + ENVELOPE);
    Map<String, String> metadata = metadata(event);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("specversion", "1.0");
      json.writeStringProperty("id", event.eventId());
      json.writeStringProperty("source", SOURCE);
      json.writeStringProperty("type", TYPE_PREFIX + event.type());
      json.writeStringProperty("subject", event.aggregateId());
      json.writeStringProperty("time", event.time());
      json.writeStringProperty("datacontenttype", "application/json");
      json.writeStringProperty("dataschema", schema(event));
      json.writeStringProperty("position", Long.toString(event.position()));
      json.writeStringProperty("streamsequence", Long.toString(event.sequence()));
      text(json, "aggregatetype", event.aggregateType());
      text(json, "revision", event.revision());
      text(json, "namespace", metadata.get(Subject.NAMESPACE));
      text(json, "kind", metadata.get(Subject.KIND));
      text(json, "principal", metadata.get(RequestContext.PRINCIPAL));
      text(json, "dialect", metadata.get(RequestContext.DIALECT));
      text(json, "requestid", metadata.get(RequestContext.REQUEST_ID));
      json.writeStringProperty("partitionkey", event.aggregateId());
      json.writeStringProperty("metadata", event.metadata());
      if (isOneLineOfJson(payload)) {
        json.writeName(DATA);
        json.writeRawValue(payload);
      } else {
        json.writeStringProperty(
            DATA_BASE64,
            Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8)));
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void text(JsonGenerator json, String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, value);
    }
  }

  private static String schema(RecordedEvent event) {
    return event.revision() == null
        ? SCHEMA + event.type()
        : SCHEMA + event.type() + ":" + event.revision();
  }

  private static boolean isOneLineOfJson(String payload) {
    if (payload.indexOf('\n') >= 0
        || payload.indexOf('\r') >= 0
        || !payload.equals(payload.strip())) {
      return false;
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), payload)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      // Values are read lazily; the next token ends them.
      return parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  private static Map<String, String> members(String json) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("It is not a JSON object.");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals(DATA)) {
          members.put(DATA, slice(json, parser));
        } else if (value == JsonToken.VALUE_STRING) {
          members.put(name, parser.getString());
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("Something follows its end.");
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("It is not JSON: " + e.getOriginalMessage(), e);
    }
    return members;
  }

  private static String slice(String json, JsonParser parser) {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getCharOffset();
    return json.substring(start, end).stripTrailing();
  }

  private static String payload(Map<String, String> members) {
    String bytes = members.get(DATA_BASE64);
    if (bytes == null) {
      return required(members, DATA);
    }
    try {
      return new String(Base64.getDecoder().decode(bytes), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Its " + DATA_BASE64 + " is not base64.", e);
    }
  }

  private static String required(Map<String, String> members, String name) {
    String value = members.get(name);
    if (value == null) {
      throw new IllegalArgumentException("It has no '" + name + "'.");
    }
    return value;
  }

  private static long number(Map<String, String> members, String name) {
    String value = required(members, name);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Its '" + name + "' is not a whole number.", e);
    }
  }
}
