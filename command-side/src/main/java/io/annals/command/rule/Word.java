package io.annals.command.rule;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A string that stands for something: never empty, of few characters.
 *
 * @param most in characters
 * @param form what the whole text must match
 * @param described the form in words, after "Must have"
 */
public record Word(int most, Pattern form, String described) implements Shape {
  @Override
  public @Nullable Object normal(String path, Object value, Violations violations) {
    if (!(value instanceof String text)) {
      violations.add(path, "Must be a string.");
      return null;
    }
    if (text.isEmpty() || text.length() > most || !form.matcher(text).matches()) {
      violations.add(path, "Must have 1 to " + most + " characters, " + described + ".");
    }
    return text;
  }
}
