package io.annals.api.context;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event is about, beside its aggregate's id. It travels in the event's metadata, so that
 * whoever reads one event need not look for others.
 *
 * @param namespace of the function, workflow, name or secret
 * @param kind of the function as of the event; null where the event is not about a function
 */
public record Subject(String namespace, @Nullable String kind) {

  /** The metadata keys, as they stand in the event store. */
  public static final String NAMESPACE = "namespace";

  public static final String KIND = "kind";

  /** The metadata for an event; absent parts are left out. */
  public Map<String, String> toMetaData() {
    Map<String, String> metaData = new LinkedHashMap<>();
    metaData.put(NAMESPACE, namespace);
    if (kind != null) {
      metaData.put(KIND, kind);
    }
    return metaData;
  }
}
