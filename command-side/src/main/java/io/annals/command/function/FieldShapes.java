package io.annals.command.function;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionStatus;
import io.annals.api.function.Limits;
import io.annals.command.rule.AtMost256TagsOfText;
import io.annals.command.rule.NameIsAWordAndNoId;
import io.annals.command.rule.Shape;
import io.annals.command.rule.SmallJsonObject;
import io.annals.command.rule.Text;
import io.annals.command.rule.TextOfAtMost;
import io.annals.command.rule.Violations;
import io.annals.command.rule.Word;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shape of each field. Only the fields that a command changes are looked at. */
final class FieldShapes {
  static final SmallJsonObject JSON_OBJECT =
      new SmallJsonObject(Limits.CONFIG_BYTES, Limits.CONFIG_DEPTH);

  private static final Map<Field, Shape> SHAPES = new EnumMap<>(Field.class);

  static {
    SHAPES.put(Field.NAME, new NameIsAWordAndNoId());
    SHAPES.put(
        Field.KIND,
        new Word(
            Limits.KIND_LENGTH,
            Pattern.compile("[a-z][a-z0-9_.-]*"),
            "a lower-case letter first, then lower-case letters, digits, '_', '.' and '-'"));
    SHAPES.put(Field.DISPLAY_NAME, new TextOfAtMost(Limits.DISPLAY_NAME_LENGTH));
    SHAPES.put(Field.DESCRIPTION, new TextOfAtMost(Limits.DESCRIPTION_LENGTH));
    SHAPES.put(Field.LABELS, new AtMost64LabelsOfText());
    SHAPES.put(Field.TAGS, new AtMost256TagsOfText());
    SHAPES.put(Field.STATUS, new StatusIsKnown());
    SHAPES.put(Field.CONFIG, JSON_OBJECT);
    SHAPES.put(Field.HEAD, new HeadMovesByItself());
    SHAPES.put(Field.PUBLISHED, new TextOfAtMost(Limits.WORD_LENGTH));
    SHAPES.put(Field.SECRETS, new SecretsAreSealed());
  }

  private FieldShapes() {}

  /** The changes with every value in its normal form; null stays null. */
  static Changes normal(Changes changes, Violations violations) {
    Map<Field, @Nullable Object> normal = new EnumMap<>(Field.class);
    for (Field field : changes.fields()) {
      Object value = changes.get(field);
      if (value == null && field != Field.HEAD) {
        normal.put(field, null);
      } else {
        Shape shape = Objects.requireNonNull(SHAPES.get(field));
        normal.put(field, shape.normal(field.path(), value == null ? "" : value, violations));
      }
    }
    return Changes.of(normal);
  }

  record AtMost64LabelsOfText() implements Shape {
    private static final TextOfAtMost VALUE = new TextOfAtMost(Limits.LABEL_VALUE_LENGTH);

    @Override
    public @Nullable Object normal(String path, Object value, Violations violations) {
      if (!(value instanceof Map<?, ?> labels)) {
        violations.add(path, "Must be an object of strings.");
        return null;
      }
      if (labels.size() > Limits.LABELS) {
        violations.add(path, "Must have at most " + Limits.LABELS + " entries.");
        return null;
      }
      Map<String, @Nullable Object> normal = new LinkedHashMap<>();
      labels.forEach(
          (anyKey, text) -> {
            String key = String.valueOf(anyKey);
            String at = Violations.path(path, key);
            if (key.isEmpty() || !Text.fits(key, Limits.LABEL_KEY_LENGTH)) {
              violations.add(
                  at, "The key must have 1 to " + Limits.LABEL_KEY_LENGTH + " characters.");
            }
            Text.flaw(key).ifPresent(flaw -> violations.add(at, "The key must " + flaw));
            normal.put(key, VALUE.normal(at, text == null ? List.of() : text, violations));
          });
      return Collections.unmodifiableMap(normal);
    }
  }

  record StatusIsKnown() implements Shape {
    @Override
    public @Nullable Object normal(String path, Object value, Violations violations) {
      for (FunctionStatus status : FunctionStatus.values()) {
        if (status.name().equals(value)) {
          return value;
        }
      }
      violations.add(path, "Must be one of " + Arrays.toString(FunctionStatus.values()) + ".");
      return null;
    }
  }

  record SecretsAreSealed() implements Shape {
    @Override
    public @Nullable Object normal(String path, Object value, Violations violations) {
      if (!(value instanceof Map<?, ?> secrets)) {
        violations.add(path, "Must be an object.");
        return null;
      }
      if (secrets.size() > Limits.SECRETS) {
        violations.add(path, "Must have at most " + Limits.SECRETS + " entries.");
        return null;
      }
      Map<String, @Nullable Object> normal = new LinkedHashMap<>();
      int length = 0;
      for (Map.Entry<?, ?> secret : secrets.entrySet()) {
        String key = String.valueOf(secret.getKey());
        String at = Violations.path(path, key);
        if (key.isEmpty() || !Text.fits(key, Limits.SECRET_KEY_LENGTH) || Text.hasControls(key)) {
          violations.add(
              at,
              "The key must have 1 to "
                  + Limits.SECRET_KEY_LENGTH
                  + " characters, none a control character.");
        }
        Text.flaw(key).ifPresent(flaw -> violations.add(at, "The key must " + flaw));
        Object ciphertext = secret.getValue();
        if (ciphertext != null
            && !(ciphertext instanceof String text
                && text.length() <= Limits.SECRET_CIPHERTEXT_LENGTH)) {
          violations.add(at, "Must have at most " + Limits.SECRET_BYTES + " bytes.");
        } else if (ciphertext instanceof String text) {
          length += text.length();
        }
        normal.put(key, ciphertext);
      }
      if (length > Limits.SECRETS_CIPHERTEXT_LENGTH) {
        violations.add(path, "Must be smaller: all secrets together are too large.");
      }
      return Collections.unmodifiableMap(normal);
    }
  }

  record HeadMovesByItself() implements Shape {
    @Override
    public @Nullable Object normal(String path, Object value, Violations violations) {
      violations.add(path, "Must not be set: it moves with every new revision.");
      return null;
    }
  }
}
