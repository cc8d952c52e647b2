package io.annals.command.rule;

import io.annals.api.serialization.EventSerializer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object of bounded size and depth.
 *
 * @param mostBytes as compact JSON in UTF-8
 * @param levels how deep it may nest; the object itself is the first
 */
public record SmallJsonObject(int mostBytes, int levels) implements Shape {
  private static final JsonMapper JSON = EventSerializer.configure(JsonMapper.builder()).build();

  @Override
  public @Nullable Object normal(String path, Object value, Violations violations) {
    if (!(value instanceof Map<?, ?>)) {
      violations.add(path, "Must be a JSON object.");
      return null;
    }
    Violations within = new Violations();
    Object normal = JsonTerms.normal(path, value, levels, within);
    if (within.isEmpty() && JSON.writeValueAsBytes(normal).length > mostBytes) {
      within.add(path, "Must have at most " + mostBytes + " bytes as compact JSON.");
    }
    violations.addAll(within);
    return normal;
  }
}
