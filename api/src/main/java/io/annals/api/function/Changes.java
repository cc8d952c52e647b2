package io.annals.api.function;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command or an event sets: top-level field to new value. A field that is present with null
 * is reset to its default; one that is absent stays as it is. Values are in JSON terms: strings,
 * numbers, booleans, lists and maps. Immutable, deeply.
 */
public final class Changes {
  private static final Changes NONE = new Changes(new EnumMap<>(Field.class));

  private final EnumMap<Field, @Nullable Object> values;

  private Changes(EnumMap<Field, @Nullable Object> values) {
    this.values = values;
  }

  /** No change at all; still a version when a command carries it. */
  public static Changes none() {
    return NONE;
  }

  /** Changes of these fields; the map is copied. */
  public static Changes of(Map<Field, ? extends @Nullable Object> values) {
    EnumMap<Field, @Nullable Object> copy = new EnumMap<>(Field.class);
    values.forEach((field, value) -> copy.put(field, frozen(value)));
    return new Changes(copy);
  }

  /** Changes of one field. */
  public static Changes of(Field field, @Nullable Object value) {
    return NONE.with(field, value);
  }

  /** Reads the JSON form. Names that this release does not know are left out. */
  @JsonCreator
  static Changes ofPaths(Map<String, @Nullable Object> values) {
    EnumMap<Field, @Nullable Object> known = new EnumMap<>(Field.class);
    values.forEach(
        (path, value) -> Field.ofPath(path).ifPresent(field -> known.put(field, frozen(value))));
    return new Changes(known);
  }

  /** The JSON form: path to value, in the order of {@link Field}. */
  @JsonValue
  public Map<String, @Nullable Object> toPaths() {
    Map<String, @Nullable Object> paths = new LinkedHashMap<>();
    values.forEach((field, value) -> paths.put(field.path(), value));
    return paths;
  }

  /** These changes and one more. */
  public Changes with(Field field, @Nullable Object value) {
    EnumMap<Field, @Nullable Object> more = new EnumMap<>(values);
    more.put(field, frozen(value));
    return new Changes(more);
  }

  /** These changes without those of a field. */
  public Changes without(Field field) {
    EnumMap<Field, @Nullable Object> fewer = new EnumMap<>(values);
    fewer.remove(field);
    return new Changes(fewer);
  }

  /** Whether the field is set or reset. */
  public boolean has(Field field) {
    return values.containsKey(field);
  }

  /** The new value, or null where the field is absent or reset; {@link #has} tells which. */
  public @Nullable Object get(Field field) {
    return values.get(field);
  }

  /** The changed fields, in order. */
  public Set<Field> fields() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** The changed paths, in order. */
  public List<String> paths() {
    return values.keySet().stream().map(Field::path).toList();
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  private static @Nullable Object frozen(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), frozen(element)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof Collection<?> collection) {
      return Collections.unmodifiableList(
          collection.stream()
              .<@Nullable Object>map(Changes::frozen)
              .collect(java.util.stream.Collectors.toList()));
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Changes changes && values.equals(changes.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
