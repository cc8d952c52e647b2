package io.annals.command;

import io.annals.api.context.RequestContext;
import java.util.HashMap;
import java.util.Map;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.correlation.CorrelationDataProvider;

/** Copies what is remembered of a request, and nothing else, from the command to its events. */
final class RequestMetaData implements CorrelationDataProvider {
  @Override
  public Map<String, ?> correlationDataFor(Message<?> message) {
    Map<String, Object> copied = new HashMap<>();
    for (String key : RequestContext.KEYS) {
      Object value = message.getMetaData().get(key);
      if (value != null) {
        copied.put(key, value);
      }
    }
    return copied;
  }
}
