package io.annals.dialect.bem;

import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.Order;
import io.annals.api.query.PageRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list after or before a row, which need not be there any more: rows are ordered by
 * what the cursor holds, an id or a version.
 *
 * @param key the field that the list is ordered by
 * @param cursor null for the beginning
 * @param backward whether the rows nearest before the cursor are asked for
 */
record BemPage(
    String key, int limit, boolean descending, @Nullable String cursor, boolean backward) {

  static BemPage of(BemCall call, String key, boolean usuallyDescending) {
    String after = call.parameter("startingAfter");
    String before = call.parameter("endingBefore");
    if (after != null && before != null) {
      throw BemException.malformed("endingBefore", "Must not come together with startingAfter.");
    }
    String cursor = after == null ? before : after;
    return new BemPage(
        key, call.limit(), call.descending(usuallyDescending), cursor, before != null);
  }

  /** The condition and that of the cursor. */
  Filter filter(List<Filter> conditions) {
    List<Filter> all = new ArrayList<>(conditions);
    if (cursor != null) {
      all.add(
          new Comparison(key, descending == backward ? Operator.GREATER : Operator.LESS, cursor));
    }
    return new Filter.And(all);
  }

  List<Order> order() {
    return List.of(new Order(key, descending != backward));
  }

  PageRequest request() {
    return new PageRequest(limit, null);
  }

  /** The rows in the order of the list. */
  <T> List<T> inOrder(List<T> found) {
    List<T> rows = new ArrayList<>(found);
    if (backward) {
      Collections.reverse(rows);
    }
    return rows;
  }

  /** That a field is one of these; null where any will do. */
  static @Nullable Filter anyOf(String field, Operator operator, @Nullable List<String> values) {
    if (values == null) {
      return null;
    }
    // A star would stand for anything, but no id or name has one.
    return new Filter.Or(
        values.stream()
            .filter(value -> operator == Operator.HAS || value.indexOf('*') < 0)
            .<Filter>map(value -> new Comparison(field, operator, value))
            .toList());
  }

  /** Adds a condition where there is one. */
  static void add(List<Filter> conditions, @Nullable Filter filter) {
    if (filter != null) {
      conditions.add(filter);
    }
  }
}
