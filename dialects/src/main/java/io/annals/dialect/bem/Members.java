package io.annals.dialect.bem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object of a request, each asked for by its type; one of another type is a
 * malformed request.
 *
 * @param path of the object, with a dot at its end; empty for the body
 * @param all without those that are null
 */
record Members(String path, Map<String, Object> all) {

  boolean has(String name) {
    return all.containsKey(name);
  }

  @Nullable Object get(String name) {
    return all.get(name);
  }

  @Nullable String text(String name) {
    Object value = all.get(name);
    if (value != null && !(value instanceof String)) {
      throw wrong(name, "Must be a string.");
    }
    return (String) value;
  }

  String required(String name) {
    String text = text(name);
    if (text == null || text.isEmpty()) {
      throw wrong(name, "Is required.");
    }
    return text;
  }

  /** That each of these is a string, where it is there. */
  void eachText(String... names) {
    for (String name : names) {
      text(name);
    }
  }

  /** That each of these is true or false, where it is there. */
  void eachTruth(String... names) {
    for (String name : names) {
      if (has(name) && !(get(name) instanceof Boolean)) {
        throw wrong(name, "Must be true or false.");
      }
    }
  }

  @Nullable Long number(String name) {
    Object value = all.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw wrong(name, "Must be a whole number.");
  }

  @Nullable List<String> texts(String name) {
    List<?> list = list(name);
    if (list == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String text)) {
        throw wrong(name + "[" + texts.size() + "]", "Must be a string.");
      }
      texts.add(text);
    }
    return texts;
  }

  @Nullable List<?> list(String name) {
    Object value = all.get(name);
    if (value != null && !(value instanceof List<?>)) {
      throw wrong(name, "Must be a list.");
    }
    return (List<?>) value;
  }

  /** The objects of a list, empty where it is absent. */
  List<Members> objects(String name) {
    List<?> list = list(name);
    List<Members> objects = new ArrayList<>();
    if (list != null) {
      for (Object element : list) {
        objects.add(of(name + "[" + objects.size() + "]", element));
      }
    }
    return objects;
  }

  @Nullable Members object(String name) {
    Object value = all.get(name);
    return value == null ? null : of(name, value);
  }

  private Members of(String name, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(name, "Must be an object.");
    }
    Map<String, Object> present = new LinkedHashMap<>();
    map.forEach(
        (key, element) -> {
          if (element != null) {
            present.put(String.valueOf(key), element);
          }
        });
    return new Members(path + name + ".", present);
  }

  BemException wrong(String name, String reason) {
    return BemException.malformed(path + name, reason);
  }
}
