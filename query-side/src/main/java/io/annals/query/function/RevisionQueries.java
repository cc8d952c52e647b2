package io.annals.query.function;

import io.annals.api.problem.ProblemException;
import io.annals.api.query.FindRevision;
import io.annals.api.query.ListRevisions;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import io.annals.query.database.ViewDatabase;
import io.annals.query.function.FunctionFinder.Found;
import io.annals.query.list.PageToken;
import io.annals.query.list.SqlCondition;
import java.util.List;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** Answers about revisions. Deleted ones are not found. */
public final class RevisionQueries {
  private static final int MAX_DIGITS = 18;

  private final FunctionFinder finder;
  private final RevisionRows rows;

  public RevisionQueries(ViewDatabase database) {
    this.finder = new FunctionFinder(database.reads());
    this.rows = new RevisionRows(database.reads());
  }

  @QueryHandler
  public Revision find(FindRevision query) {
    Found found = finder.find(query.function());
    String revision = query.revision();
    String condition = "WHERE r.function_row = ? AND r.deleted_sequence IS NULL AND ";
    List<Revision> revisions =
        isNumber(revision)
            ? rows.find(
                found.id(), condition + "r.number = ?", found.row(), Long.parseLong(revision))
            : rows.find(found.id(), condition + "r.id = ?", found.row(), revision);
    return revisions.stream()
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "Function %s has no revision %s."
                        .formatted(query.function().idOrName(), revision)));
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @QueryHandler
  public Page<Revision> list(ListRevisions query) {
    Found found = finder.find(query.function());
    PageToken tokens = PageToken.of("revisions", found.id());
    long @Nullable [] after = tokens.read(query.page(), 1);
    SqlCondition condition = new SqlCondition();
    condition.and("r.function_row = ? AND r.deleted_sequence IS NULL", found.row());
    if (after != null) {
      condition.and("r.number < ?", after[0]);
    }
    int size = query.page().size();
    List<Revision> revisions =
        rows.find(
            found.id(),
            condition.sql("ORDER BY r.number DESC LIMIT ?"),
            condition.arguments((long) size + 1));
    boolean more = revisions.size() > size;
    List<Revision> members = more ? revisions.subList(0, size) : revisions;
    return new Page<>(members, more ? tokens.after(members.get(size - 1).number()) : null);
  }
}
