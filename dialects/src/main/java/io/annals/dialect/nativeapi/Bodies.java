package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The small bodies of custom methods: a few members, each of a known kind. */
final class Bodies {
  private final Map<String, Object> members;

  private Bodies(Map<String, Object> members) {
    this.members = members;
  }

  /** How to read one kind of member. */
  interface Kind {
    Object read(JsonParser json, String name);
  }

  /**
   * Reads the body of a call.
   *
   * @param kinds the members that there may be; null values count as absent
   * @param required the members that there must be
   */
  static Bodies members(Call call, Map<String, Kind> kinds, List<String> required) {
    return JsonBody.read(
        call.request(),
        false,
        JsonBody.SMALL,
        call.fingerprint(),
        json -> new Bodies(read(json, kinds, required)));
  }

  static Object positive(JsonParser json, String name) {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      Long number = Numbers.whole(json.getString());
      if (number != null && number > 0) {
        return number;
      }
    }
    throw ProblemException.invalid(name, "Must be a whole number from 1.");
  }

  /** A revision by its id or its number, as text. */
  static Object revision(JsonParser json, String name) {
    return json.currentToken() == JsonToken.VALUE_STRING
        ? JsonTerms.text(json, name)
        : positive(json, name).toString();
  }

  @Nullable String text(String name) {
    return (String) members.get(name);
  }

  long number(String name) {
    return (Long) members.getOrDefault(name, 0L);
  }

  private static Map<String, Object> read(
      JsonParser json, Map<String, Kind> kinds, List<String> required) {
    Map<String, Object> members = new HashMap<>();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      Kind kind = kinds.get(name);
      if (kind == null) {
        throw ProblemException.invalid(
            name,
            "Is not a field here; the fields are "
                + String.join(", ", new TreeSet<>(kinds.keySet()))
                + ".");
      }
      if (json.nextToken() != JsonToken.VALUE_NULL) {
        members.put(name, kind.read(json, name));
      }
    }
    for (String name : required) {
      if (!members.containsKey(name)) {
        throw ProblemException.invalid(name, "Is missing.");
      }
    }
    return members;
  }
}
