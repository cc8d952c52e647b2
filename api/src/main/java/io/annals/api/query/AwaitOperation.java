package io.annals.api.query;

import io.annals.api.operation.OperationId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits until an operation is done; answered with {@link io.annals.api.resource.Operation} as it is
 * then, or as it is when the time is over, or {@code NOT_FOUND}. Holds no thread while it waits.
 *
 * @param scope the only namespace whose functions count; null for all
 * @param timeout how long at the most
 */
public record AwaitOperation(OperationId id, @Nullable String scope, Duration timeout) {}
