package io.annals.api.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one function; answered with {@link io.annals.api.resource.Function} or {@code
 * NOT_FOUND}.
 *
 * @param showDeleted whether a deleted one is found too
 * @param version as of this version; null for the current state
 * @param asOf as of this instant; null for the current state. A name is then that of the function
 *     which had it at that instant. Not together with version
 */
public record FindFunction(
    FunctionRef function, boolean showDeleted, @Nullable Long version, @Nullable Instant asOf) {}
