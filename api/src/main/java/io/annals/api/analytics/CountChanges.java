package io.annals.api.analytics;

import io.annals.api.query.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks how much changed; answered with {@link ChangeCounts}, by time, then by group.
 *
 * @param namespace only its changes; null for all
 * @param interval the spans of time that are counted together
 * @param groupBy what is counted apart; with {@link Dimension#FIELD} each event counts once for
 *     each field that it changed, and not at all where it changed none
 * @param filter on the names of {@link Dimension} and {@code time}, which is the begin of the hour;
 *     null for all. One on {@code field} counts as if grouped by it
 * @param allEvents whether events count too that change nothing anybody asked for: the bookkeeping
 *     of names, and reads of secrets
 * @param fill whether spans without a change get a row that says 0, for each group of the answer
 */
public record CountChanges(
    @Nullable String namespace,
    Interval interval,
    List<Dimension> groupBy,
    @Nullable Filter filter,
    Period period,
    boolean allEvents,
    boolean fill) {
  /** Rows of an answer at the most; a question for more is refused with INVALID_ARGUMENT. */
  public static final int MAX_ROWS = 10_000;
}
