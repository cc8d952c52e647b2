package io.annals.dialect.insforge;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client is told.
 *
 * @param body in JSON terms
 */
record Answer(int status, Object body, Map<String, String> headers) {

  static Answer ok(Object body) {
    return of(200, body);
  }

  static Answer of(int status, Object body) {
    return new Answer(status, body, Map.of());
  }

  Answer with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Answer(status, body, all);
  }

  Answer with(String header, String value) {
    return with(Map.of(header, value));
  }
}
