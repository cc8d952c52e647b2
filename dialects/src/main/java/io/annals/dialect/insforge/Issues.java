package io.annals.dialect.insforge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the members of a body and gathers what is wrong with them, in the form in which the
 * vendor's validator reports it: every issue, in the order in which the members are asked for.
 */
final class Issues {
  private final JsonNode body;
  private final List<Map<String, Object>> found = new ArrayList<>();

  Issues(JsonNode body) {
    this.body = body;
    if (!body.isObject()) {
      found.add(
          issue(
              "code",
              "invalid_type",
              "expected",
              "object",
              "received",
              typeOf(body),
              "path",
              List.of(),
              "message",
              "Expected object, received " + typeOf(body)));
      throw refusal();
    }
  }

  /** A text that must be there. */
  @Nullable String required(String member) {
    if (!body.has(member)) {
      found.add(
          issue(
              "code", "invalid_type",
              "expected", "string",
              "received", "undefined",
              "path", List.of(member),
              "message", "Required"));
      return null;
    }
    return text(member);
  }

  /** A text that may be absent, but not null. */
  @Nullable String optional(String member) {
    return body.has(member) ? text(member) : null;
  }

  private @Nullable String text(String member) {
    JsonNode value = body.get(member);
    if (value.isString()) {
      return value.stringValue();
    }
    found.add(
        issue(
            "code",
            "invalid_type",
            "expected",
            "string",
            "received",
            typeOf(value),
            "path",
            List.of(member),
            "message",
            "Expected string, received " + typeOf(value)));
    return null;
  }

  /** One of some words; null where it is absent. */
  @Nullable String choice(String member, List<String> options) {
    JsonNode value = body.get(member);
    if (value == null) {
      return null;
    }
    if (value.isString() && options.contains(value.stringValue())) {
      return value.stringValue();
    }
    String expected = "'" + String.join("' | '", options) + "'";
    if (value.isString()) {
      found.add(
          issue(
              "received",
              value.stringValue(),
              "code",
              "invalid_enum_value",
              "options",
              options,
              "path",
              List.of(member),
              "message",
              "Invalid enum value. Expected "
                  + expected
                  + ", received '"
                  + value.stringValue()
                  + "'"));
    } else {
      found.add(
          issue(
              "expected",
              expected,
              "received",
              typeOf(value),
              "code",
              "invalid_type",
              "path",
              List.of(member),
              "message",
              "Expected " + expected + ", received " + typeOf(value)));
    }
    return null;
  }

  void notEmpty(String member, @Nullable String value, String message) {
    if (value != null && value.isEmpty()) {
      found.add(
          issue(
              "code",
              "too_small",
              "minimum",
              1,
              "type",
              "string",
              "inclusive",
              true,
              "exact",
              false,
              "message",
              message,
              "path",
              List.of(member)));
    }
  }

  void atMost(String member, @Nullable String value, int most) {
    if (value != null && value.codePointCount(0, value.length()) > most) {
      found.add(
          issue(
              "code",
              "too_big",
              "maximum",
              most,
              "type",
              "string",
              "inclusive",
              true,
              "exact",
              false,
              "message",
              "String must contain at most " + most + " character(s)",
              "path",
              List.of(member)));
    }
  }

  void wrongForm(String member, String message) {
    found.add(
        issue(
            "validation",
            "regex",
            "code",
            "invalid_string",
            "message",
            message,
            "path",
            List.of(member)));
  }

  void wrong(String member, String message) {
    found.add(issue("code", "custom", "message", message, "path", List.of(member)));
  }

  boolean none() {
    return found.isEmpty();
  }

  /**
   * @throws Refusal with all issues, if there are any
   */
  void refuse() {
    if (!found.isEmpty()) {
      throw refusal();
    }
  }

  private Refusal refusal() {
    return Refusal.invalid("Invalid request")
        .with("message", Wire.json(found))
        .with("details", List.copyOf(found));
  }

  private static Map<String, Object> issue(Object... members) {
    Map<String, Object> issue = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      issue.put((String) members[i], members[i + 1]);
    }
    return issue;
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL -> "null";
      case ARRAY -> "array";
      case BOOLEAN -> "boolean";
      case NUMBER -> "number";
      case STRING -> "string";
      default -> "object";
    };
  }
}
