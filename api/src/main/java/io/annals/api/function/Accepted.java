package io.annals.api.function;

import io.annals.api.operation.OperationId;

/**
 * The answer to a command that was accepted: its event is durable.
 *
 * @param functionId the function or workflow that changed
 * @param sequence the sequence number of the event in the function's stream
 * @param version the function's version as of the event
 * @param replayed whether an earlier command with the same idempotency key did it
 */
public record Accepted(String functionId, long sequence, long version, boolean replayed) {
  /** The operation that tells when the change is visible. */
  public OperationId operation() {
    return new OperationId(functionId, sequence);
  }
}
