package io.annals.command.rule;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON in Java's terms, in the one form in which the serializer reads it back: integers as the
 * narrowest of Integer, Long and BigInteger, other numbers as BigDecimal. So an event in memory
 * equals the event that is read from the store.
 */
public final class JsonTerms {
  /** What Jackson reads without being told otherwise; longer ones could never be read back. */
  private static final int NUMBER_DIGITS = 900;

  private static final int KEY_LENGTH = 10_000;

  private JsonTerms() {}

  /**
   * The value in its normal form, deeply immutable. What is not JSON, cannot be stored or nests too
   * deep is reported under the path of the element.
   *
   * @param levels how deep objects and lists may nest
   */
  public static @Nullable Object normal(
      String path, @Nullable Object value, int levels, Violations violations) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof String text) {
      Text.flaw(text).ifPresent(flaw -> violations.add(path, "Must " + flaw));
      return text;
    }
    if (value instanceof Number number) {
      return number(path, number, violations);
    }
    if (value instanceof Map<?, ?> || value instanceof Collection<?>) {
      if (levels == 0) {
        violations.add(path, "Must not nest deeper.");
        return null;
      }
      return value instanceof Map<?, ?> map
          ? object(path, map, levels, violations)
          : list(path, (Collection<?>) value, levels, violations);
    }
    violations.add(path, "Must be a JSON value.");
    return null;
  }

  private static Map<String, @Nullable Object> object(
      String path, Map<?, ?> map, int levels, Violations violations) {
    Map<String, @Nullable Object> normal = new LinkedHashMap<>();
    map.forEach(
        (anyKey, element) -> {
          String key = String.valueOf(anyKey);
          String at = Violations.path(path, key);
          Text.flaw(key).ifPresent(flaw -> violations.add(at, "The key must " + flaw));
          if (key.length() > KEY_LENGTH) {
            violations.add(at, "The key must have at most " + KEY_LENGTH + " characters.");
          }
          normal.put(key, normal(at, element, levels - 1, violations));
        });
    return Collections.unmodifiableMap(normal);
  }

  private static List<@Nullable Object> list(
      String path, Collection<?> elements, int levels, Violations violations) {
    List<@Nullable Object> normal = new ArrayList<>(elements.size());
    for (Object element : elements) {
      normal.add(normal(path + "[" + normal.size() + "]", element, levels - 1, violations));
    }
    return Collections.unmodifiableList(normal);
  }

  private static @Nullable Object number(String path, Number number, Violations violations) {
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return number.intValue();
    }
    if (number instanceof Long whole) {
      return narrow(BigInteger.valueOf(whole));
    }
    if (number instanceof BigInteger whole) {
      return isShort(whole) ? narrow(whole) : tooLong(path, violations);
    }
    if (number instanceof BigDecimal decimal) {
      return isShort(decimal.unscaledValue()) ? decimal : tooLong(path, violations);
    }
    try {
      return new BigDecimal(number.toString());
    } catch (NumberFormatException e) {
      violations.add(path, "Must be a finite number.");
      return null;
    }
  }

  private static Number narrow(BigInteger whole) {
    int bits = whole.bitLength();
    if (bits < Integer.SIZE) {
      return whole.intValue();
    }
    return bits < Long.SIZE ? (Number) whole.longValue() : whole;
  }

  private static boolean isShort(BigInteger digits) {
    return digits.bitLength() < NUMBER_DIGITS * 3;
  }

  private static @Nullable Object tooLong(String path, Violations violations) {
    violations.add(path, "Must be a number of at most 800 digits.");
    return null;
  }
}
