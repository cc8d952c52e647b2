package io.annals.dialect.nativeapi.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annals.api.context.Subject;
import io.annals.api.log.CloudEventJson;
import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds the namespace of events that do not say it themselves, which the first of their stream
 * does. Thread-safe.
 */
final class Origins {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int REMEMBERED = 10_000;

  private final EventLog log;
  private final Cache<String, String> namespaces =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  Origins(EventLog log) {
    this.log = log;
  }

  /** The namespace of the event's stream, empty where nobody knows. */
  String namespaceOf(RecordedEvent event) {
    return namespaces.get(event.aggregateId(), this::namespaceOfStream);
  }

  private String namespaceOfStream(String stream) {
    List<RecordedEvent> first = log.ofStream(stream, 0, 1);
    if (first.isEmpty()) {
      return "";
    }
    String said = CloudEventJson.metadata(first.get(0)).get(Subject.NAMESPACE);
    return said == null ? inPayload(first.get(0).payload()) : said;
  }

  private static String inPayload(String payload) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), payload)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = parser.currentName().equals(Subject.NAMESPACE);
        if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
          return parser.getString();
        }
        parser.skipChildren();
      }
      return "";
    } catch (JacksonException e) {
      return "";
    }
  }
}
