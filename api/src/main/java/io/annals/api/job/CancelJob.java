package io.annals.api.job;

/**
 * Command: ends a job early. Answered with its {@link io.annals.api.resource.Operation}, which may
 * not be done yet, or refused with {@code NOT_FOUND} or {@code FAILED_PRECONDITION}.
 */
public record CancelJob(JobId id) {}
