package io.annals.dialect.nativeapi;

import io.annals.api.function.Expected;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Etags of functions: {@code "version-sequence"}, strong (RFC 9110, section 8.8.3). */
final class EntityTags {
  private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7E]*)\"\\s*");
  private static final Pattern OURS = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  private EntityTags() {}

  /** An etag with its quotes. */
  static String quoted(String etag) {
    return '"' + etag + '"';
  }

  /**
   * What an {@code If-Match} asks for.
   *
   * @param header null or {@code *} for any state
   */
  static Expected expected(@Nullable String header) {
    if (header == null || header.strip().equals("*")) {
      return Expected.ANY;
    }
    Matcher tag = TAG.matcher(header);
    if (!tag.matches()) {
      throw ProblemException.invalid("If-Match", why(header));
    }
    Matcher ours = OURS.matcher(tag.group(2));
    if (tag.group(1) != null || !ours.matches()) {
      throw ProblemException.of(
          ProblemType.STALE_VERSION,
          "If-Match names "
              + header.strip()
              + ", which no function ever has; read the function again and send the ETag of that"
              + " answer as it is.");
    }
    return new Expected(Long.valueOf(ours.group(1)), Long.valueOf(ours.group(2)));
  }

  /** Whether an {@code If-None-Match} names this etag, by weak comparison. */
  static boolean matches(@Nullable String header, String etag) {
    if (header == null) {
      return false;
    }
    if (header.strip().equals("*")) {
      return true;
    }
    String quoted = quoted(etag);
    for (String tag : header.split(",", -1)) {
      String strong = tag.strip();
      if ((strong.startsWith("W/") ? strong.substring(2) : strong).equals(quoted)) {
        return true;
      }
    }
    return false;
  }

  private static String why(String header) {
    return header.contains(",")
        ? "Takes one etag; send the one that the change builds on."
        : "Must be * or an etag in double quotes, as the ETag header of the function showed it.";
  }
}
