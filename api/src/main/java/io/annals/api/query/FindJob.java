package io.annals.api.query;

import io.annals.api.job.JobId;

/** Asks for a job; answered with {@link io.annals.api.resource.Operation} or {@code NOT_FOUND}. */
public record FindJob(JobId id) {}
