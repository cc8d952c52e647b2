package io.annals.api.resource;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.annals.api.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of one accepted command.
 *
 * @param id as {@link io.annals.api.operation.OperationId} writes it
 * @param done whether every read model shows the change, or never will ({@code error})
 * @param type the event's type, for example {@code FunctionUpdated}
 * @param description what was asked for, for a person
 * @param createTime when the event was stored; microseconds, UTC
 * @param updateTime when the state last changed, as far as history knows: equal to createTime
 * @param creator the principal
 * @param response the function or workflow as of the event, when done without error
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
   * @param functionId the function; null where it is about a workflow
   * @param version its version as of the event
   * @param revision the revision that the event brought, named or deleted; null where it did not
   * @param alias the alias that it moved or removed; null where it did not
   * @param policy the policy that it set or removed; null where it did not
   * @param workflowId the workflow; null where it is about a function
   */
  public record Metadata(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String functionId,
      long version,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String revision,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String alias,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String policy,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String workflowId) {

    /** Of an operation that concerns the function as a whole. */
    public Metadata(String functionId, long version) {
      this(functionId, version, null, null, null, null);
    }

    /** Of an operation that concerns a part of the function. */
    public Metadata(
        String functionId,
        long version,
        @Nullable String revision,
        @Nullable String alias,
        @Nullable String policy) {
      this(functionId, version, revision, alias, policy, null);
    }

    /** Of an operation that concerns a workflow. */
    public static Metadata ofWorkflow(String workflowId, long version) {
      return new Metadata(null, version, null, null, null, workflowId);
    }
  }
}
