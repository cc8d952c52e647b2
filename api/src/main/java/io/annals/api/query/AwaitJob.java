package io.annals.api.query;

import io.annals.api.job.JobId;
import java.time.Duration;

/**
 * Waits until a job is done; answered with {@link io.annals.api.resource.Operation} as it is then,
 * or as it is when the time is over, or {@code NOT_FOUND}. Holds no thread while it waits.
 *
 * @param timeout how long at the most
 */
public record AwaitJob(JobId id, Duration timeout) {}
