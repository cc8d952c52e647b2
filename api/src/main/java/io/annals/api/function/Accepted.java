package io.annals.api.function;

import io.annals.api.operation.EventFacts;
import io.annals.api.operation.OperationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a command that was accepted: its event is durable.
 *
 * @param functionId the function or workflow that changed
 * @param sequence the sequence number of the event in the function's stream
 * @param version the function's version as of the event
 * @param event what happened; null where an earlier command with the same idempotency key did it
 */
public record Accepted(String functionId, long sequence, long version, @Nullable Event event) {
  /**
   * The event, as its operation will tell of it.
   *
   * @param time when it was stored; microseconds, UTC
   */
  public record Event(EventFacts facts, Instant time) {}

  /** The answer to a command that was accepted before. */
  public static Accepted before(String functionId, long sequence, long version) {
    return new Accepted(functionId, sequence, version, null);
  }

  /** Whether an earlier command with the same idempotency key did it. */
  public boolean replayed() {
    return event == null;
  }

  /** The operation that tells when the change is visible. */
  public OperationId operation() {
    return new OperationId(functionId, sequence);
  }
}
