package io.annals.api.resource;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.annals.api.job.JobProgress;
import io.annals.api.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of one accepted command, or of a job.
 *
 * @param id as {@link io.annals.api.operation.OperationId} or {@link io.annals.api.job.JobId}
 *     writes it
 * @param done whether every read model shows the change, or never will ({@code error})
 * @param type the event's type, for example {@code FunctionUpdated}; of a job, what kind of work it
 *     is
 * @param description what was asked for, for a person
 * @param createTime when the event was stored; microseconds, UTC
 * @param updateTime when the state last changed, as far as history knows: equal to createTime
 * @param creator the principal
 * @param response the function or workflow as of the event, or what the job did, when done without
 *     error
 * @param error why it cannot be shown, when done with error
 */
public record Operation(
    String id,
    boolean done,
    String type,
    String description,
    Instant createTime,
    Instant updateTime,
    String creator,
    Metadata metadata,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Resource response,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Problem error) {

  /** The function that it led to; null where it is not done, or about a workflow. */
  @JsonIgnore
  public @Nullable Function function() {
    return response instanceof Function function ? function : null;
  }

  /**
   * What the operation is about.
   *
   * @param functionId the function; null where it is about something else
   * @param version its version as of the event; null where it is a job's
   * @param revision the revision that the event brought, named or deleted; null where it did not
   * @param alias the alias that it moved or removed; null where it did not
   * @param policy the policy that it set or removed; null where it did not
   * @param workflowId the workflow; null where it is about something else
   * @param subject what a job works on, for example a projection; null where it is no job's
   * @param cancelling true where a job was asked to end and has not yet, else null
   * @param progress how far a job has come; null where it is no job's
   */
  public record Metadata(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String functionId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long version,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String revision,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String alias,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String policy,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String workflowId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String subject,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean cancelling,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JobProgress progress) {

    /** Of an operation that concerns the function as a whole. */
    public Metadata(String functionId, long version) {
      this(functionId, version, null, null, null, null, null, null, null);
    }

    /** Of an operation that concerns a part of the function. */
    public Metadata(
        String functionId,
        long version,
        @Nullable String revision,
        @Nullable String alias,
        @Nullable String policy) {
      this(functionId, version, revision, alias, policy, null, null, null, null);
    }

    /** Of an operation that concerns a workflow. */
    public static Metadata ofWorkflow(String workflowId, long version) {
      return new Metadata(null, version, null, null, null, workflowId, null, null, null);
    }

    /** Of a job. */
    public static Metadata ofJob(String subject, boolean cancelling, JobProgress progress) {
      return new Metadata(
          null, null, null, null, null, null, subject, cancelling ? true : null, progress);
    }
  }
}
