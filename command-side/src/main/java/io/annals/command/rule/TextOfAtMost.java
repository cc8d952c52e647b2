package io.annals.command.rule;

import org.jspecify.annotations.Nullable;

/**
 * A string of at most so many characters, which may be empty.
 *
 * @param most in characters (code points)
 */
public record TextOfAtMost(int most) implements Shape {
  @Override
  public @Nullable Object normal(String path, Object value, Violations violations) {
    if (!(value instanceof String text)) {
      violations.add(path, "Must be a string.");
      return null;
    }
    if (!Text.fits(text, most)) {
      violations.add(path, "Must have at most " + most + " characters.");
    } else {
      Text.flaw(text).ifPresent(flaw -> violations.add(path, "Must " + flaw));
    }
    return text;
  }
}
