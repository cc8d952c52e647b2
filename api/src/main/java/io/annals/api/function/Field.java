package io.annals.api.function;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a function that an update can change, in the order in which history lists them. All
 * but {@link #NAME} and {@link #SECRETS} belong to the {@link Definition}.
 */
public enum Field {
  /**
   * Unique among the namespace's live functions; null where the function is addressed by id only.
   */
  NAME("name", null),
  /** What sort of function it is; dialects give each kind its meaning. */
  KIND("kind", "function"),
  DISPLAY_NAME("displayName", ""),
  DESCRIPTION("description", ""),
  /** A map from string to string. */
  LABELS("labels", Map.of()),
  /** A list of strings. */
  TAGS("tags", List.of()),
  /** The name of a {@link FunctionStatus}. */
  STATUS("status", FunctionStatus.ACTIVE.name()),
  /** A JSON object: whatever the kind needs. */
  CONFIG("config", Map.of()),
  /**
   * The id of the newest revision. Moves by itself with every new revision; read-only for clients.
   */
  HEAD("head", null),
  /** The id of the revision that is in use, null while none is. */
  PUBLISHED("published", null),
  /**
   * All its secrets from now on: a map from key to what {@link io.annals.api.secret.SecretVault}
   * made of the value for the function's id and the key, or to null where the value of a known key
   * is kept. Read back as keys only. A revert leaves them alone.
   */
  SECRETS("secrets", Map.of());

  private final String path;
  private final @Nullable Object defaultValue;

  Field(String path, @Nullable Object defaultValue) {
    this.path = path;
    this.defaultValue = defaultValue;
  }

  /** The field's name in JSON and in masks. */
  public String path() {
    return path;
  }

  /** The value in JSON terms that a function has before anybody sets one; null for no value. */
  public @Nullable Object defaultValue() {
    return defaultValue;
  }

  /** The field of that JSON name. */
  public static Optional<Field> ofPath(String path) {
    for (Field field : values()) {
      if (field.path.equals(path)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }
}
