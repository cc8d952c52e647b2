package io.annals.api.function;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that a version freezes. Collections are unmodifiable and keep the order in which they were
 * given.
 *
 * @param kind what sort of function it is
 * @param displayName a name for people, empty where none is set
 * @param description empty where none is set
 * @param labels key to value
 * @param tags words without values
 * @param status as the owner says
 * @param config a JSON object, in JSON terms
 * @param head the id of the newest revision, null before the first
 * @param published the id of the revision in use, null while none is
 */
public record Definition(
    String kind,
    String displayName,
    String description,
    Map<String, String> labels,
    List<String> tags,
    FunctionStatus status,
    Map<String, Object> config,
    @Nullable String head,
    @Nullable String published) {

  /** What a function is before anything is set. */
  public static final Definition DEFAULT =
      new Definition(
          (String) Objects.requireNonNull(Field.KIND.defaultValue()),
          "",
          "",
          Map.of(),
          List.of(),
          FunctionStatus.ACTIVE,
          Map.of(),
          null,
          null);

  /** The definition after the changes; {@link Field#NAME} is not part of it and passed over. */
  public Definition with(Changes changes) {
    if (changes.isEmpty()) {
      return this;
    }
    return new Definition(
        (String) Objects.requireNonNull(value(changes, Field.KIND, kind)),
        (String) Objects.requireNonNull(value(changes, Field.DISPLAY_NAME, displayName)),
        (String) Objects.requireNonNull(value(changes, Field.DESCRIPTION, description)),
        map(value(changes, Field.LABELS, labels)),
        list(value(changes, Field.TAGS, tags)),
        FunctionStatus.valueOf(
            (String) Objects.requireNonNull(value(changes, Field.STATUS, status.name()))),
        map(value(changes, Field.CONFIG, config)),
        (String) value(changes, Field.HEAD, head),
        (String) value(changes, Field.PUBLISHED, published));
  }

  /** The changes that lead from another definition to this one, empty where they are equal. */
  public Changes changesFrom(Definition other) {
    Map<Field, @Nullable Object> mine = values();
    Map<Field, @Nullable Object> theirs = other.values();
    Changes changes = Changes.none();
    for (Field field : mine.keySet()) {
      if (!Objects.equals(mine.get(field), theirs.get(field))) {
        changes = changes.with(field, mine.get(field));
      }
    }
    return changes;
  }

  /** Field to value, in the order of {@link Field}, without the name. */
  public Map<Field, @Nullable Object> values() {
    Map<Field, @Nullable Object> values = new LinkedHashMap<>();
    values.put(Field.KIND, kind);
    values.put(Field.DISPLAY_NAME, displayName);
    values.put(Field.DESCRIPTION, description);
    values.put(Field.LABELS, labels);
    values.put(Field.TAGS, tags);
    values.put(Field.STATUS, status.name());
    values.put(Field.CONFIG, config);
    values.put(Field.HEAD, head);
    values.put(Field.PUBLISHED, published);
    return values;
  }

  private static @Nullable Object value(Changes changes, Field field, @Nullable Object present) {
    if (!changes.has(field)) {
      return present;
    }
    Object value = changes.get(field);
    return value == null ? field.defaultValue() : value;
  }

  @SuppressWarnings("unchecked") // Changes hold JSON terms only, checked when the command came in.
  private static <V> Map<String, V> map(@Nullable Object value) {
    return (Map<String, V>) Objects.requireNonNull(value);
  }

  @SuppressWarnings("unchecked")
  private static List<String> list(@Nullable Object value) {
    return (List<String>) Objects.requireNonNull(value);
  }
}
