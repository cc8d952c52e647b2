package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter;
import io.annals.api.query.Order;
import io.annals.api.query.PageRequest;
import io.annals.dialect.nativeapi.filter.FilterParser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code pageSize}, {@code pageToken}, {@code filter} and {@code orderBy} of a list. */
final class ListParameters {
  private static final int MAX_KEYS = 8;
  private static final Pattern KEY =
      Pattern.compile("([A-Za-z][A-Za-z0-9_.-]{0,255})(?:\\s+(asc|desc))?");

  private ListParameters() {}

  /** The part that is asked for; a size above the largest is brought down to it (AIP-158). */
  static PageRequest page(Call call) {
    return new PageRequest(size(call.query().nonEmpty("pageSize")), token(call));
  }

  /** The condition, null for none. */
  static @Nullable Filter filter(Call call) {
    String text = call.query().get("filter");
    return text == null || text.isBlank() ? null : FilterParser.parse(text);
  }

  /** The order, empty for the list's own. */
  static List<Order> orderBy(Call call) {
    String text = call.query().get("orderBy");
    if (text == null || text.isBlank()) {
      return List.of();
    }
    List<Order> keys = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher key = KEY.matcher(part.strip());
      if (!key.matches()) {
        throw ProblemException.invalid(
            "orderBy",
            "'"
                + part.strip()
                + "' is not a key; write fields with 'desc' where wanted, as in"
                + " 'name desc, createTime'.");
      }
      keys.add(new Order(key.group(1), "desc".equals(key.group(2))));
    }
    if (keys.size() > MAX_KEYS) {
      throw ProblemException.invalid("orderBy", "May have at most " + MAX_KEYS + " keys.");
    }
    return keys;
  }

  /** Refuses a parameter that the list has not. */
  static void without(Call call, String... parameters) {
    for (String parameter : parameters) {
      if (call.query().nonEmpty(parameter) != null) {
        throw ProblemException.invalid(parameter, "This list has no " + parameter + ".");
      }
    }
  }

  private static int size(@Nullable String text) {
    if (text == null) {
      return PageRequest.DEFAULT_SIZE;
    }
    Long size = Numbers.whole(text);
    if (size == null || size < 0) {
      throw ProblemException.invalid(
          "pageSize", "Must be a whole number from 1 to " + PageRequest.MAX_SIZE + ".");
    }
    return size == 0 ? PageRequest.DEFAULT_SIZE : (int) Math.min(size, PageRequest.MAX_SIZE);
  }

  private static @Nullable String token(Call call) {
    return call.query().nonEmpty("pageToken");
  }
}
