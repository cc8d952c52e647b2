package io.annals.api.query;

import io.annals.api.operation.OperationId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the present state of an operation; answered with {@link
 * io.annals.api.resource.Operation} or {@code NOT_FOUND}. An operation is found from the instant in
 * which its command is acknowledged.
 *
 * @param scope the only namespace whose functions count; null for all
 */
public record FindOperation(OperationId id, @Nullable String scope) {}
