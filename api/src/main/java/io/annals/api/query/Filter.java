package io.annals.api.query;

import java.util.List;

/** A condition on the members of a list, in the terms of AIP-160. */
public sealed interface Filter {

  /** All hold. */
  record And(List<Filter> all) implements Filter {}

  /** At least one holds. */
  record Or(List<Filter> any) implements Filter {}

  /** Does not hold. */
  record Not(Filter filter) implements Filter {}

  /**
   * A field compared with a literal. The query side knows the field's type and refuses what does
   * not fit it with {@code INVALID_ARGUMENT} on {@code filter}.
   *
   * @param path for example {@code name} or {@code labels.env}
   * @param value the literal as text; {@code *} at either end of a string stands for any characters
   */
  record Comparison(String path, Operator operator, String value) implements Filter {}

  /** The comparisons. */
  enum Operator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    /** AIP-160's {@code :}: a map has the key, a list the element, a string the substring. */
    HAS
  }
}
