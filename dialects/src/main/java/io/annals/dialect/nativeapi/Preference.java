package io.annals.dialect.nativeapi;

import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long a client wants to wait for a change to be visible ({@code Prefer}, RFC 7240).
 * Preferences that are unknown or unreadable are passed over, as the RFC asks.
 *
 * @param patience how long; null where nothing is preferred
 * @param applied what {@code Preference-Applied} says, null for nothing
 */
record Preference(@Nullable Duration patience, @Nullable String applied) {
  /** The longest wait. */
  static final long MAX_SECONDS = 60;

  private static final Preference NONE = new Preference(null, null);

  static Preference of(@Nullable Enumeration<String> headers) {
    if (headers == null || !headers.hasMoreElements()) {
      return NONE;
    }
    Long seconds = null;
    boolean async = false;
    for (String header : Collections.list(headers)) {
      for (String preference : header.split(",", -1)) {
        String token = preference.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (token.equals("respond-async")) {
          async = true;
        } else if (seconds == null && token.startsWith("wait")) {
          seconds = seconds(token.substring("wait".length()).strip());
        }
      }
    }
    if (seconds != null) {
      return new Preference(
          Duration.ofSeconds(seconds), (async ? "respond-async, " : "") + "wait=" + seconds);
    }
    return async ? new Preference(Duration.ZERO, "respond-async") : NONE;
  }

  private static @Nullable Long seconds(String assignment) {
    if (!assignment.startsWith("=")) {
      return null;
    }
    String value = assignment.substring(1).strip().replace("\"", "");
    Long seconds = Numbers.whole(value);
    return seconds == null || seconds < 0 ? null : Long.valueOf(Math.min(seconds, MAX_SECONDS));
  }
}
