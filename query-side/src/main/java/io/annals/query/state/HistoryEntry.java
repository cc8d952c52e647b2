package io.annals.query.state;

import io.annals.api.operation.EventFacts;
import io.annals.api.operation.OperationId;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Version;

/**
 * One event of a function's history.
 *
 * @param state the function as of it
 * @param dialect the API that it came through
 */
public record HistoryEntry(FunctionState state, EventFacts facts, String dialect) {

  /** The operation that the event's command began; done. */
  public Operation toOperation() {
    return new Operation(
        operation(),
        true,
        facts.type(),
        facts.description(),
        Micros.instant(state.updateTime()),
        Micros.instant(state.updateTime()),
        state.updater(),
        facts.metadata(state.id(), state.version()),
        state.toFunction(),
        null);
  }

  /** The version that the event made. */
  public Version toVersion() {
    return new Version(
        state.id(),
        state.version(),
        facts.type(),
        facts.changed(),
        facts.restored(),
        state.toFunction(),
        operation(),
        state.updater(),
        dialect,
        Micros.instant(state.updateTime()));
  }

  private String operation() {
    return new OperationId(state.id(), state.sequence()).toString();
  }
}
