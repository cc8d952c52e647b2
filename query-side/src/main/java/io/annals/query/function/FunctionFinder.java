package io.annals.query.function;

import io.annals.api.function.FunctionIds;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.FunctionRef;
import io.annals.query.state.FunctionRows;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds the function that a reference points at. */
public final class FunctionFinder {
  private static final String BY_ID = "WHERE f.id = ?";

  /** The live one first, then the one that had the name last. */
  private static final String BY_NAME =
      "WHERE f.namespace = ? AND f.name = ?"
          + " ORDER BY CASE WHEN f.delete_time IS NULL THEN 0 ELSE 1 END, f.position DESC LIMIT 1";

  private static final String LIVE_BY_NAME =
      "WHERE f.namespace = ? AND f.name = ? AND f.delete_time IS NULL"
          + " ORDER BY f.position DESC LIMIT 1";

  private final JdbcTemplate jdbc;

  public FunctionFinder(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** A condition on {@code functions f} that at most one row meets. */
  record Condition(String sql, Object... arguments) {}

  /** How to look for the function. */
  static Condition condition(FunctionRef ref, boolean deletedToo) {
    if (FunctionIds.isId(ref.idOrName())) {
      return ref.scope() == null
          ? new Condition(BY_ID, ref.idOrName())
          : new Condition(BY_ID + " AND f.namespace = ?", ref.idOrName(), ref.scope());
    }
    return new Condition(deletedToo ? BY_NAME : LIVE_BY_NAME, ref.namespace(), ref.idOrName());
  }

  /**
   * What stays the same of a function.
   *
   * @param row its key in the tables
   * @param deleted whether it is deleted now
   * @param sequence of its last event
   */
  public record Found(
      long row,
      String id,
      String namespace,
      boolean deleted,
      long version,
      long sequence,
      boolean hadAliases) {}

  /**
   * The function, also when it is deleted: its history stays readable.
   *
   * @throws ProblemException {@code NOT_FOUND}
   */
  public Found find(FunctionRef ref) {
    return findAny(ref).orElseThrow(() -> missing(ref));
  }

  /** As {@link #find}, empty where there is none. */
  Optional<Found> findAny(FunctionRef ref) {
    Condition condition = condition(ref, true);
    return first(condition.sql, condition.arguments);
  }

  /** The function of this id, wherever it is. */
  public Optional<Found> findById(String id) {
    return first(BY_ID, id);
  }

  private Optional<Found> first(String condition, Object... arguments) {
    List<Found> found =
        jdbc.query(
            "SELECT f.row_id, f.id, f.namespace, f.delete_time, f.version, f.sequence,"
                + " f.alias_periods FROM functions f "
                + condition,
            (row, number) ->
                new Found(
                    row.getLong("row_id"),
                    row.getString("id"),
                    row.getString("namespace"),
                    FunctionRows.longOrNull(row, "delete_time") != null,
                    row.getLong("version"),
                    row.getLong("sequence"),
                    row.getLong("alias_periods") > 0),
            arguments);
    return found.stream().findFirst();
  }

  /** That there is no such function. */
  public static ProblemException missing(FunctionRef ref) {
    return ProblemException.notFound("There is no function " + ref.idOrName() + ".");
  }

  /** The namespace that an id's function lives in, null where there is none. */
  public @Nullable String namespaceOf(String id) {
    return findById(id).map(Found::namespace).orElse(null);
  }
}
