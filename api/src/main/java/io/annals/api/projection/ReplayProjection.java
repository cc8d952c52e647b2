package io.annals.api.projection;

/**
 * Command: builds the views of a projection anew from all events, beside those that are served, and
 * swaps them. Answered at once with the {@link io.annals.api.resource.Operation} of the job, or
 * refused with {@code NOT_FOUND} or {@code FAILED_PRECONDITION}.
 *
 * @param projection its name
 */
public record ReplayProjection(String projection) {}
