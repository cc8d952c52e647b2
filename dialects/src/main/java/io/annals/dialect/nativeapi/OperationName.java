package io.annals.dialect.nativeapi;

import io.annals.api.job.JobId;
import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.AwaitJob;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.FindJob;
import io.annals.api.query.FindOperation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a path names it: that of a change, or of a job. Jobs belong to no namespace, so
 * only a call that sees all of them sees these.
 */
final class OperationName {
  private final String text;
  private final @Nullable OperationId change;
  private final @Nullable JobId job;
  private final @Nullable String scope;

  private OperationName(
      String text, @Nullable OperationId change, @Nullable JobId job, @Nullable String scope) {
    this.text = text;
    this.change = change;
    this.job = job;
    this.scope = scope;
  }

  /**
   * The operation that a text names.
   *
   * @throws ProblemException {@code NOT_FOUND} if it names none that the call may see
   */
  static OperationName of(Call call, String text) {
    OperationId change = OperationId.parse(text).orElse(null);
    JobId job = call.scope() == null ? JobId.parse(text).orElse(null) : null;
    if (change == null && job == null) {
      throw ProblemException.notFound(
          "There is no operation '" + text + "'; take the id from the answer to a change.");
    }
    return new OperationName(text, change, job, call.scope());
  }

  /** The job, null where it is a change. */
  @Nullable JobId job() {
    return job;
  }

  /** The query for its present state. */
  Object find() {
    return change != null ? new FindOperation(change, scope) : new FindJob(jobOrThrow());
  }

  /** The query for its state when it is done, or the time is over. */
  Object await(Duration timeout) {
    return change != null
        ? new AwaitOperation(change, scope, timeout)
        : new AwaitJob(jobOrThrow(), timeout);
  }

  private JobId jobOrThrow() {
    if (job == null) {
      throw new IllegalStateException(text);
    }
    return job;
  }
}
