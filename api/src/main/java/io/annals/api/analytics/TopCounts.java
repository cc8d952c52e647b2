package io.annals.api.analytics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What changed most. */
public record TopCounts(List<Row> rows, Coverage coverage) {

  /**
   * One of them.
   *
   * @param value what was asked for: an id where that is a function or workflow
   * @param namespace of a function or workflow; null of all else
   */
  public record Row(String value, @Nullable String namespace, long count) {}
}
