package io.annals.dialect.yandex;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter.Operator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a list: one field, one operator, one value, which is bare or in single or double
 * quotes.
 *
 * @param field the field's name as the client spells it
 * @param operator how it compares
 * @param value without its quotes
 */
record ListFilter(String field, Operator operator, String value) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([A-Za-z_.]+)\\s*([<>=])\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)'"
              + "|([^\\s\"'=<>]+))\\s*",
          Pattern.DOTALL);
  private static final Map<String, Operator> OPERATORS =
      Map.of("=", Operator.EQUAL, "<", Operator.LESS, ">", Operator.GREATER);

  /**
   * Reads a filter; null where there is none.
   *
   * @throws ProblemException if it has not the form
   */
  static @Nullable ListFilter parse(String text) {
    if (text.isBlank()) {
      return null;
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw wrong("Must be a field, an operator and a value, for example name=\"my-function\".");
    }
    String quoted = matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
    String value = quoted == null ? matcher.group(5) : quoted.replaceAll("\\\\(.)", "$1");
    return new ListFilter(
        matcher.group(1), java.util.Objects.requireNonNull(OPERATORS.get(matcher.group(2))), value);
  }

  /** This filter, if its operator is {@code =}. */
  ListFilter equal() {
    if (operator != Operator.EQUAL) {
      throw wrong("The field " + field + " takes the operator = only.");
    }
    return this;
  }

  /** This filter, if its value can be compared as it is: no character stands for others. */
  ListFilter literal() {
    if (value.isEmpty() || value.indexOf('*') >= 0) {
      throw wrong("The value of " + field + " must not be empty and holds no '*'.");
    }
    return this;
  }

  ProblemException unknown(String known) {
    return wrong("The field '" + field + "' is not known here; use " + known + ".");
  }

  static ProblemException wrong(String description) {
    return ProblemException.invalid("filter", description);
  }
}
