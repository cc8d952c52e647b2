package io.annals.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How far a job has come.
 *
 * @param done units of work, for example events
 * @param total of how many; may grow while the job goes on
 * @param perSecond how many were done in a second of late
 * @param secondsLeft an estimate; null while there is none
 */
public record JobProgress(
    long done,
    long total,
    double perSecond,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long secondsLeft) {

  /** Of a job that has just begun. */
  public static final JobProgress NONE = new JobProgress(0, 0, 0, null);
}
