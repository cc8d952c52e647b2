package io.annals.query.json;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes texts fit for a database: without halves of characters, and without NUL. */
public final class WellFormed {
  private static final char UNKNOWN = '\uFFFD';

  /** An escape of NUL or of half a character; before it, backslashes stand in pairs. */
  private static final Pattern UNFIT_ESCAPE =
      Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})");

  private WellFormed() {}

  /** The same JSON with every half of a character as an escape. */
  static String json(String json) {
    int broken = firstBroken(json, false);
    if (broken < 0) {
      return json;
    }
    StringBuilder text = new StringBuilder(json.length() + 16);
    int from = 0;
    for (int i = broken; i >= 0; i = firstBroken(json, from, false)) {
      text.append(json, from, i).append("\\u").append(HexFormat.of().toHexDigits(json.charAt(i)));
      from = i + 1;
    }
    return text.append(json, from, json.length()).toString();
  }

  /**
   * The same JSON with a replacement character for every escape that stands for what no column can
   * hold: a value that is taken out of it equals its {@link #text}.
   */
  public static String escapes(String json) {
    return UNFIT_ESCAPE.matcher(json).replaceAll("$1\\\\ufffd");
  }

  /** The text with a replacement character for everything that no column can hold. */
  public static String text(String text) {
    int broken = firstBroken(text, true);
    if (broken < 0) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text);
    for (int i = broken; i >= 0; i = firstBroken(text, i + 1, true)) {
      clean.setCharAt(i, UNKNOWN);
    }
    return clean.toString();
  }

  /** As {@link #text}; null stays null. */
  public static @Nullable String textOrNull(@Nullable String text) {
    return text == null ? null : text(text);
  }

  private static int firstBroken(String text, boolean nul) {
    return firstBroken(text, 0, nul);
  }

  private static int firstBroken(String text, int from, boolean nul) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (nul && c == 0) {
        return i;
      }
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      return i;
    }
    return -1;
  }
}
