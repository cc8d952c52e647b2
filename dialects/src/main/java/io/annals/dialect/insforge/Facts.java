package io.annals.dialect.insforge;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this dialect says of a function and the registry has no field for. Kept in its config, under
 * {@value #KEY}.
 *
 * @param ours whether the function was written through this dialect
 * @param deployedAt when it was last made active through this dialect; null for never
 * @param emptyDescription whether an empty description is an empty text and not none
 */
record Facts(boolean ours, @Nullable Instant deployedAt, boolean emptyDescription) {
  private static final String KEY = "insforge";
  private static final String DEPLOYED = "deployedAt";
  private static final String EMPTY = "emptyDescription";

  static Facts in(Map<String, Object> config) {
    if (!(config.get(KEY) instanceof Map<?, ?> facts)) {
      return new Facts(false, null, false);
    }
    return new Facts(true, instant(facts.get(DEPLOYED)), Boolean.TRUE.equals(facts.get(EMPTY)));
  }

  /** The config with these facts, and everything else that it holds. */
  Map<String, Object> into(Map<String, Object> config) {
    Map<String, Object> facts = new LinkedHashMap<>();
    if (deployedAt != null) {
      facts.put(DEPLOYED, Times.format(deployedAt));
    }
    if (emptyDescription) {
      facts.put(EMPTY, true);
    }
    Map<String, Object> all = new LinkedHashMap<>(config);
    all.put(KEY, facts);
    return all;
  }

  /** What others wrote there is not trusted to be a time. */
  private static @Nullable Instant instant(@Nullable Object value) {
    try {
      return value instanceof String text ? Instant.parse(text) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
