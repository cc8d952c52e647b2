package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request, each at most once. Read by ourselves, as the servlet's own
 * parameters may also come from a body.
 */
final class QueryString {
  private static final QueryString EMPTY = new QueryString(Map.of());

  private final Map<String, String> parameters;

  private QueryString(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  static QueryString of(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) {
      return EMPTY;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        if (parameters.put(name, value) != null) {
          throw ProblemException.invalid(name, "The parameter may be given only once.");
        }
      }
    }
    return new QueryString(parameters);
  }

  /** The value, null where the parameter is absent. */
  @Nullable String get(String name) {
    return parameters.get(name);
  }

  /** The value, null where the parameter is absent or empty. */
  @Nullable String nonEmpty(String name) {
    String value = parameters.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** A parameter that is {@code true} or {@code false}, or absent for false. */
  boolean flag(String name) {
    String value = nonEmpty(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw ProblemException.invalid(name, "Must be true or false.");
  }

  /** A whole number from 1, null where the parameter is absent. */
  @Nullable Long positive(String name) {
    String value = nonEmpty(name);
    if (value == null) {
      return null;
    }
    Long number = Numbers.whole(value);
    if (number == null || number < 1) {
      throw ProblemException.invalid(name, "Must be a whole number from 1.");
    }
    return number;
  }

  /** The same for the same parameters in any order. */
  String canonical() {
    return parameters.isEmpty() ? "" : new TreeMap<>(parameters).toString();
  }

  private static String decoded(String text) {
    String decoded;
    try {
      decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw undecodable(text);
    }
    if (decoded.indexOf('\uFFFD') >= 0) {
      throw undecodable(text);
    }
    return decoded;
  }

  private static ProblemException undecodable(String text) {
    return ProblemException.invalid(
        "query", "'" + text + "' is not percent-encoded UTF-8; write %25 for a percent sign.");
  }
}
