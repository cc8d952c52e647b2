package io.annals.query.job;

import io.annals.api.job.Job.State;

/** Thrown into a job's work to end it early. Not a defect: it has no stack trace. */
public final class JobEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final State state;

  JobEndedException(State state, String text) {
    super(text, null, false, false);
    this.state = state;
  }

  /** What becomes of the job. */
  State state() {
    return state;
  }
}
