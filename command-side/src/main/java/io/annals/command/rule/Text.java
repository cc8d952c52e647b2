package io.annals.command.rule;

import java.util.Optional;

/** Text that every store can hold and every client can read back. */
public final class Text {
  private Text() {}

  /**
   * What is wrong with the text, as the end of a sentence that begins with "Must"; empty where
   * nothing is. NUL is refused because PostgreSQL text cannot hold it, unpaired surrogates because
   * UTF-8 cannot.
   */
  public static Optional<String> flaw(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Optional.of("not contain the character U+0000.");
      }
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return Optional.of("be valid Unicode, without unpaired surrogates.");
        }
        i++;
      }
    }
    return Optional.empty();
  }

  /** Whether the text has at most so many characters (code points). */
  public static boolean fits(String text, int most) {
    return text.length() <= most || text.codePointCount(0, text.length()) <= most;
  }

  /** Whether the text has a control character. */
  public static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  /** The text with everything replaced that cannot be printed. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }
}
