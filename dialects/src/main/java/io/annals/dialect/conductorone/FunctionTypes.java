package io.annals.dialect.conductorone;

import io.annals.api.function.Field;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.resource.Function;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types of functions, and the kinds that they are in the registry. What other APIs made is of
 * the type ANY, and is shown once it has code.
 */
final class FunctionTypes {
  static final String ANY = "FUNCTION_TYPE_ANY";
  private static final String CODE_MODE = "FUNCTION_TYPE_CODE_MODE";
  private static final String UNSPECIFIED = "FUNCTION_TYPE_UNSPECIFIED";
  private static final List<String> BY_NUMBER = List.of(UNSPECIFIED, ANY, CODE_MODE);

  private static final String AUTOMATION = "automation";
  private static final String CODE_AUTOMATION = "automation.code";

  private FunctionTypes() {}

  /** Whether this API shows the function: it was made here, or it has code. */
  static boolean isShown(Function function) {
    return function.head() != null || isOurs(function.kind());
  }

  /** The same as a condition of a list. */
  static Filter shown() {
    return new Filter.Or(
        List.of(
            new Comparison("head", Operator.EQUAL, "*"),
            new Comparison("kind", Operator.EQUAL, AUTOMATION),
            new Comparison("kind", Operator.EQUAL, CODE_AUTOMATION)));
  }

  /** The condition that the type is one of these; null where none is asked for. */
  static @Nullable Filter oneOf(List<?> types) {
    List<Filter> any = new ArrayList<>();
    for (Object type : types) {
      Comparison isCode = new Comparison("kind", Operator.EQUAL, CODE_AUTOMATION);
      switch (name("functionTypes", type)) {
        case CODE_MODE -> any.add(isCode);
        case ANY -> any.add(new Filter.Not(isCode));
        default -> {
          return null;
        }
      }
    }
    return any.isEmpty() ? null : new Filter.Or(any);
  }

  static String of(String kind) {
    return kind.equals(CODE_AUTOMATION) ? CODE_MODE : ANY;
  }

  /** The kind of a new function of the type. */
  static String kind(@Nullable Object type) {
    return type != null && name("functionType", type).equals(CODE_MODE)
        ? CODE_AUTOMATION
        : AUTOMATION;
  }

  /** The kind of an existing function that gets the type. */
  static String kind(@Nullable Object type, String present) {
    String wanted = kind(type);
    if (of(wanted).equals(of(present))) {
      return present;
    }
    if (!isOurs(present) && !present.equals(Field.KIND.defaultValue())) {
      throw ProblemException.of(
          ProblemType.FAILED_PRECONDITION,
          "The function is of the kind '" + present + "' in another API; its type stays.");
    }
    return wanted;
  }

  private static boolean isOurs(String kind) {
    return kind.equals(AUTOMATION) || kind.equals(CODE_AUTOMATION);
  }

  private static String name(String field, Object type) {
    if (type instanceof Integer number && number >= 0 && number < BY_NUMBER.size()) {
      return BY_NUMBER.get(number);
    }
    if (type instanceof String name && BY_NUMBER.contains(name)) {
      return name;
    }
    throw ProblemException.invalid(field, "Must be one of " + String.join(", ", BY_NUMBER) + ".");
  }
}
