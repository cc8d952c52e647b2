package io.annals.eventstore;

import java.util.HexFormat;

/**
 * Writes lone surrogates of a JSON text as escapes. A Java string may hold half a character; UTF-8
 * and so the databases cannot. As an escape it survives, and reads back as it was.
 */
final class WellFormedJson {
  private WellFormedJson() {}

  static String of(String json) {
    int broken = firstLoneSurrogate(json, 0);
    if (broken < 0) {
      return json;
    }
    StringBuilder text = new StringBuilder(json.length() + 16);
    int from = 0;
    while (broken >= 0) {
      text.append(json, from, broken).append("\\u");
      text.append(HexFormat.of().toHexDigits(json.charAt(broken)));
      from = broken + 1;
      broken = firstLoneSurrogate(json, from);
    }
    return text.append(json, from, json.length()).toString();
  }

  static boolean isWellFormed(String text) {
    return firstLoneSurrogate(text, 0) < 0;
  }

  private static int firstLoneSurrogate(String text, int from) {
    int i = from;
    while (i < text.length()) {
      if (!Character.isSurrogate(text.charAt(i))) {
        i++;
      } else if (i + 1 < text.length()
          && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
        i += 2;
      } else {
        return i;
      }
    }
    return -1;
  }
}
