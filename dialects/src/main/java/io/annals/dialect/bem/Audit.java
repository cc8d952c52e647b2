package io.annals.dialect.bem;

import io.annals.api.operation.OperationId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who did what when, from the events themselves: a user action is the event that it made, named as
 * its operation is.
 */
final class Audit {
  private static final String KEY = "key:";

  private Audit() {}

  /**
   * The block of a function or workflow.
   *
   * @param kind {@code function} or {@code workflow}
   */
  static Map<String, Object> of(
      String kind, Map<String, Object> created, Map<String, Object> updated) {
    Map<String, Object> audit = new LinkedHashMap<>();
    audit.put(kind + "CreatedBy", created);
    audit.put(kind + "LastUpdatedBy", updated);
    audit.put("versionCreatedBy", updated);
    return audit;
  }

  static Map<String, Object> creation(String id, String principal, Instant time) {
    return action(new OperationId(id, 0).toString(), principal, time);
  }

  static Map<String, Object> action(String operation, String principal, Instant time) {
    Map<String, Object> action = new LinkedHashMap<>();
    action.put("userActionID", operation);
    action.put("createdAt", time.toString());
    if (principal.startsWith(KEY)) {
      action.put("apiKeyName", principal.substring(KEY.length()));
    } else {
      action.put("userID", principal);
    }
    return action;
  }
}
