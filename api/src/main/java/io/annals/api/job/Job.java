package io.annals.api.job;

import io.annals.api.problem.Problem;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Outcome;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is stored.
 *
 * @param type what kind of work it is, for example {@code Replay}
 * @param subject what the work is done on, for example the name of a projection
 * @param description what was asked for, for a person
 * @param creator the principal
 * @param position the newest event when it began: its place among the operations of changes
 * @param createTime when it began; microseconds, UTC
 * @param updateTime when something last changed
 * @param cancelling whether somebody asked for its end
 * @param result facts about what it did, when it has succeeded; else empty
 * @param error why it failed, null where it did not
 */
public record Job(
    JobId id,
    String type,
    String subject,
    String description,
    String creator,
    long position,
    Instant createTime,
    Instant updateTime,
    State state,
    boolean cancelling,
    JobProgress progress,
    Map<String, Object> result,
    @Nullable String error) {

  /** What became of a job. */
  public enum State {
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** Somebody cancelled it. */
    CANCELLED,
    /** The process that did it ended before it was done. */
    ABORTED
  }

  /** The job as an operation. */
  public Operation toOperation() {
    return new Operation(
        id.toString(),
        state != State.RUNNING,
        type,
        description,
        createTime,
        updateTime,
        creator,
        Operation.Metadata.ofJob(subject, cancelling && state == State.RUNNING, progress),
        state == State.SUCCEEDED ? new Outcome(result) : null,
        problem());
  }

  private @Nullable Problem problem() {
    ProblemType type =
        switch (state) {
          case RUNNING, SUCCEEDED -> null;
          case FAILED -> ProblemType.INTERNAL;
          case CANCELLED -> ProblemType.CANCELLED;
          case ABORTED -> ProblemType.INTERRUPTED;
        };
    return type == null
        ? null
        : ProblemException.of(type, error == null ? type.title() : error).toProblem();
  }
}
