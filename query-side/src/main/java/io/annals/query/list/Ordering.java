package io.annals.query.list;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A total order: the keys that were asked for, and one that no two members share. SQL sorts by it
 * and goes on after a member by it.
 *
 * @param <T> the members
 */
public final class Ordering<T> {

  /**
   * Something to sort by.
   *
   * @param expression as SQL, never null
   * @param value the same of a member
   */
  public record Key<T>(String expression, Function<T, Object> value) {}

  private record Directed<T>(Key<T> key, boolean descending) {}

  private final List<Directed<T>> keys;

  private Ordering(List<Directed<T>> keys) {
    this.keys = keys;
  }

  /**
   * Reads an order.
   *
   * @param possible by path, in the order in which an error names them
   * @param last the key that no two members share
   * @param lastDescending its direction
   * @throws ProblemException {@code INVALID_ARGUMENT} on {@code orderBy}
   */
  public static <T> Ordering<T> of(
      List<Order> orders, Map<String, Key<T>> possible, Key<T> last, boolean lastDescending) {
    List<Directed<T>> keys = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Order order : orders) {
      Key<T> key = possible.get(order.path());
      if (key == null) {
        throw ProblemException.invalid(
            "orderBy",
            "There is no order by %s. The fields are %s."
                .formatted(order.path(), String.join(", ", possible.keySet())));
      }
      if (seen.add(order.path())) {
        keys.add(new Directed<>(key, order.descending()));
      }
    }
    keys.add(new Directed<>(last, lastDescending));
    return new Ordering<>(keys);
  }

  /** The ORDER BY clause. */
  public String sql() {
    return "ORDER BY "
        + String.join(
            ", ",
            keys.stream().map(k -> k.key.expression() + (k.descending ? " DESC" : "")).toList());
  }

  /** Adds the condition that a row comes after a member. */
  public void after(T member, SqlCondition condition) {
    List<String> alternatives = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      StringBuilder alternative = new StringBuilder();
      for (int j = 0; j < i; j++) {
        alternative.append(keys.get(j).key.expression()).append(" = ? AND ");
        arguments.add(keys.get(j).key.value().apply(member));
      }
      Directed<T> key = keys.get(i);
      alternative.append(key.key.expression()).append(key.descending ? " < ?" : " > ?");
      arguments.add(key.key.value().apply(member));
      alternatives.add("(" + alternative + ")");
    }
    condition.and(String.join(" OR ", alternatives), arguments);
  }
}
