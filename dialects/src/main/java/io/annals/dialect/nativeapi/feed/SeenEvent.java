package io.annals.dialect.nativeapi.feed;

import io.annals.api.context.RequestContext;
import io.annals.api.context.Subject;
import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as a condition looks at it. Not thread-safe. */
public final class SeenEvent {
  private final RecordedEvent event;
  private final Origins origins;
  private @Nullable Map<String, String> metadata;

  SeenEvent(RecordedEvent event, Origins origins) {
    this.event = event;
    this.origins = origins;
  }

  RecordedEvent event() {
    return event;
  }

  /** The namespace that it belongs to, empty where nobody knows. */
  String namespace() {
    String said = metadata().get(Subject.NAMESPACE);
    return said == null ? origins.namespaceOf(event) : said;
  }

  String kind() {
    return text(Subject.KIND);
  }

  String principal() {
    return text(RequestContext.PRINCIPAL);
  }

  String dialect() {
    return text(RequestContext.DIALECT);
  }

  String requestId() {
    return text(RequestContext.REQUEST_ID);
  }

  private String text(String key) {
    return metadata().getOrDefault(key, "");
  }

  private Map<String, String> metadata() {
    Map<String, String> known = metadata;
    if (known == null) {
      known = CloudEventJson.metadata(event);
      metadata = known;
    }
    return known;
  }
}
