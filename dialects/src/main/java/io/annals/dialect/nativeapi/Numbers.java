package io.annals.dialect.nativeapi;

import org.jspecify.annotations.Nullable;

/** Reads numbers without exceptions. */
final class Numbers {
  private static final int SAFE_DIGITS = 18;

  private Numbers() {}

  /** A whole number of at most 18 digits, null where the text is none. */
  static @Nullable Long whole(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    int digits = text.length() - start;
    if (digits < 1 || digits > SAFE_DIGITS) {
      return null;
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    return Long.parseLong(text);
  }
}
