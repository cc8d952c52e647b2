package io.annals.api.resource;

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
 * @param response the function as of the event, when done without error
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Function response,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Problem error) {

  /**
   * What the operation is about.
   *
   * @param functionId the function
   * @param version its version as of the event
   * @param revision the revision that the event brought, named or deleted; null where it did not
   * @param alias the alias that it moved or removed; null where it did not
   * @param policy the policy that it set or removed; null where it did not
   */
  public record Metadata(
      String functionId,
      long version,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String revision,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String alias,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String policy) {

    /** Of an operation that concerns the function as a whole. */
    public Metadata(String functionId, long version) {
      this(functionId, version, null, null, null);
    }
  }
}
