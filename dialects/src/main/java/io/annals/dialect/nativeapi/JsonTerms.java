package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads values as plain JSON terms: strings, numbers with every digit, booleans, lists and maps in
 * their order. Each method stands at the value's first token and leaves at its last.
 */
final class JsonTerms {
  private JsonTerms() {}

  static @Nullable Object value(JsonParser json, String path) {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json, path);
      case START_ARRAY -> array(json, path);
      case VALUE_STRING -> sound(json.getString(), path);
      case VALUE_NUMBER_INT -> json.getNumberValue();
      case VALUE_NUMBER_FLOAT -> json.getDecimalValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  static Map<String, @Nullable Object> object(JsonParser json, String path) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(json, path, "Must be an object.");
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      members.put(sound(name, path), value(json, path));
    }
    return members;
  }

  static Map<String, String> texts(JsonParser json, String path) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(json, path, "Must be an object of strings.");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      texts.put(sound(name, path), text(json, path + '.' + name));
    }
    return texts;
  }

  static List<String> list(JsonParser json, String path) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw wrong(json, path, "Must be a list of strings.");
    }
    List<String> texts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text(json, path + '[' + texts.size() + ']'));
    }
    return texts;
  }

  static String text(JsonParser json, String path) {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong(json, path, "Must be a string.");
    }
    return sound(json.getString(), path);
  }

  /** A text that every store can hold and every answer can show. */
  private static String sound(String text, String path) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw ProblemException.invalid(path, "Must not hold the character U+0000.");
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw ProblemException.invalid(
              path, "Holds one half of a surrogate pair; send whole characters.");
        }
        i++;
      }
    }
    return text;
  }

  /** Reads the rest first, so that a body that is no JSON at all is told so. */
  private static ProblemException wrong(JsonParser json, String path, String description) {
    json.skipChildren();
    return ProblemException.invalid(path, description);
  }

  private static List<@Nullable Object> array(JsonParser json, String path) {
    List<@Nullable Object> elements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(json, path));
    }
    return elements;
  }
}
