package io.annals.query.list;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A condition under construction: SQL and the values of its parameters. Conditions are ANDed. */
public final class SqlCondition {
  private final StringBuilder sql = new StringBuilder("WHERE 1 = 1");
  private final List<Object> arguments = new ArrayList<>();

  /** Adds a condition. */
  public SqlCondition and(String condition, Object... values) {
    return and(condition, List.of(values));
  }

  /** Adds a condition. */
  public SqlCondition and(String condition, Collection<?> values) {
    sql.append(" AND (").append(condition).append(')');
    arguments.addAll(values);
    return this;
  }

  /** Adds all of another condition. */
  public SqlCondition and(SqlCondition other) {
    return and(other.sql.substring("WHERE ".length()), other.arguments);
  }

  /** The condition, and whatever follows it. */
  public String sql(String rest) {
    return sql + " " + rest;
  }

  /** The values, and those of the rest. */
  public Object[] arguments(Object... rest) {
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(List.of(rest));
    return all.toArray();
  }
}
