package io.annals.eventstore;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;

/** What waits for the writer. */
sealed interface Work {

  /** Makes an idle writer look around, and see whether the store still takes writes. */
  record Wake() implements Work {}

  /** A snapshot to keep if it is newer than the one there is. Nobody waits for it. */
  record Snapshot(EventRow row) implements Work {}

  /**
   * The events of one unit of work: all are stored or none.
   *
   * @param rows as they go to the table
   * @param messages the same events as objects, in the same order
   * @param weight of all rows, in bytes
   * @param outcome completed when the outcome is known, with null where the events are durable,
   *     else with what makes the exception for the caller
   */
  record Append(
      List<EventRow> rows,
      List<? extends EventMessage<?>> messages,
      long weight,
      CompletableFuture<@Nullable Supplier<RuntimeException>> outcome)
      implements Work {

    Append(List<EventRow> rows, List<? extends EventMessage<?>> messages) {
      this(
          rows,
          messages,
          rows.stream().mapToLong(EventRow::weight).sum(),
          new CompletableFuture<>());
    }

    void succeed() {
      outcome.complete(null);
    }

    void fail(Supplier<RuntimeException> exception) {
      outcome.complete(exception);
    }
  }
}
