package io.annals.dialect.conductorone;

import io.annals.api.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object as proto3 reads them: each under its name in lowerCamelCase or in
 * snake_case, null the same as absent, unknown ones passed over.
 *
 * @param path where the object stands in the body, with a dot at its end; empty for the body
 */
record Members(String path, Map<String, @Nullable Object> all) {

  /** A name in snake_case. */
  static String snake(String camel) {
    StringBuilder snake = new StringBuilder();
    for (char c : camel.toCharArray()) {
      if (Character.isUpperCase(c)) {
        snake.append('_').append(Character.toLowerCase(c));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }

  boolean has(String name) {
    return get(name) != null;
  }

  @Nullable Object get(String name) {
    Object value = all.get(name);
    return value == null ? all.get(snake(name)) : value;
  }

  /** A text, empty where it is absent. */
  String text(String name) {
    Object value = get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrong(name, "Must be a string.");
  }

  String required(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      throw wrong(name, "Is required.");
    }
    return text;
  }

  /** A whole number, also as a string; 0 where it is absent. */
  int number(String name) {
    Object value = get(name);
    if (value == null) {
      return 0;
    }
    if (value instanceof Integer number) {
      return number;
    }
    if (value instanceof String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        // Refused below.
      }
    }
    throw wrong(name, "Must be a whole number of 32 bits.");
  }

  /** A list, empty where it is absent. */
  List<?> list(String name) {
    Object value = get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "Must be a list.");
  }

  /** A list of strings, empty where it is absent. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof String text)) {
        throw wrong(name + "[" + texts.size() + "]", "Must be a string.");
      }
      texts.add(text);
    }
    return texts;
  }

  /** A map of strings in their order, empty where it is absent. */
  Map<String, String> textMap(String name) {
    Object value = get(name);
    if (value != null && !(value instanceof Map)) {
      throw wrong(name, "Must be an object.");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, element) -> {
            if (!(element instanceof String text)) {
              throw wrong(name + "." + key, "Must be a string.");
            }
            texts.put(String.valueOf(key), text);
          });
    }
    return texts;
  }

  /** An object; null where it is absent. */
  @Nullable Members object(String name) {
    Object value = get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(name, "Must be an object.");
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    map.forEach((key, element) -> members.put(String.valueOf(key), element));
    return new Members(path + name + ".", members);
  }

  ProblemException wrong(String name, String reason) {
    return ProblemException.invalid(path + name, reason);
  }
}
