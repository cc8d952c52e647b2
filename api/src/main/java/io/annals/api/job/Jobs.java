package io.annals.api.job;

import io.annals.api.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs as they are stored beside the events, for all nodes. Whoever does a job reports on it every
 * second or so; one that has been silent for long is taken for dead.
 *
 * <p>Thread-safe. Every method throws {@link ProblemException} of type {@code UNAVAILABLE} when the
 * store cannot be reached.
 */
public interface Jobs {
  /**
   * What a job is to be.
   *
   * @param position the newest event
   */
  record Order(String type, String subject, String description, String creator, long position) {}

  /** What a job that reports is to do next. */
  enum Reply {
    GO_ON,
    /** Somebody has asked for the end. */
    CANCEL,
    /** It was taken for dead, and whatever it has made may be gone. */
    STOP
  }

  /**
   * Begins a job of this process.
   *
   * @throws ProblemException {@code FAILED_PRECONDITION} if one of the same type on the same
   *     subject is running on any node
   */
  Job begin(Order order);

  /** A job, whatever became of it. */
  Optional<Job> find(JobId id);

  /**
   * Jobs of all kinds, newest first: by position, then by number.
   *
   * @param beforePosition only those that come after a job of this position; {@link Long#MAX_VALUE}
   *     for all
   * @param beforeNumber and of this number
   */
  List<Job> list(long beforePosition, long beforeNumber, int limit);

  /** The newest job of a type on a subject. */
  Optional<Job> newest(String type, String subject);

  /** Stores how far a running job of this process has come, and learns how to go on. */
  Reply report(JobId id, JobProgress progress);

  /**
   * Ends a job of this process; one that is not running any more stays what it became.
   *
   * @param state not {@link Job.State#RUNNING}
   * @param text what went wrong, for a person; ignored where it has succeeded
   */
  void end(
      JobId id, Job.State state, JobProgress progress, Map<String, Object> result, String text);

  /**
   * Asks for the end of a job, on whatever node it runs.
   *
   * @return the job as it is then; it ends soon after, unless it can only go on by now
   * @throws ProblemException {@code NOT_FOUND} or, where it has ended, {@code FAILED_PRECONDITION}
   */
  Job cancel(JobId id);

  /**
   * Ends the jobs whose process has died.
   *
   * @return how many
   */
  int endLost();

  /** The jobs of a type that are running on any node. */
  List<Job> running(String type);
}
