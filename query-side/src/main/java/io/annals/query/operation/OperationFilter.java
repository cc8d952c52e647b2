package io.annals.query.operation;

import io.annals.api.query.Filter;
import io.annals.api.resource.Operation;
import io.annals.query.list.FilterField;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A filter on operations that are not in the history, for which there is no SQL. */
final class OperationFilter implements Predicate<Operation> {
  private final @Nullable Filter filter;

  /**
   * @param filter null for all; one that SQL has accepted
   */
  OperationFilter(@Nullable Filter filter) {
    this.filter = filter;
  }

  @Override
  public boolean test(Operation operation) {
    return filter == null || test(filter, operation);
  }

  private static boolean test(Filter filter, Operation operation) {
    if (filter instanceof Filter.And and) {
      return and.all().stream().allMatch(part -> test(part, operation));
    }
    if (filter instanceof Filter.Or or) {
      return or.any().stream().anyMatch(part -> test(part, operation));
    }
    if (filter instanceof Filter.Not not) {
      return !test(not.filter(), operation);
    }
    Filter.Comparison comparison = (Filter.Comparison) filter;
    return switch (comparison.path()) {
      case "done" -> FilterField.Constant.holds(comparison, operation.done());
      case "type" -> FilterField.Text.holds(comparison, operation.type());
      case "creator" -> FilterField.Text.holds(comparison, operation.creator());
      case "createTime" -> FilterField.Time.holds(comparison, operation.createTime());
      default -> throw new IllegalArgumentException(comparison.path());
    };
  }
}
