package io.annals.api.resource;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a workflow: what it was, and what made it so. Immutable.
 *
 * @param version from 1, dense
 * @param type the event's type, for example {@code WorkflowUpdated}
 * @param changed the paths that the event set
 * @param restored the version that this one brings back, null where it is not a revert
 * @param workflow the whole workflow as of this version
 * @param operation the id of the operation that made it
 * @param principal who made it
 * @param dialect the API it was made through
 * @param createTime microseconds, UTC
 */
public record WorkflowVersion(
    String workflowId,
    long version,
    String type,
    List<String> changed,
    @Nullable Long restored,
    Workflow workflow,
    String operation,
    String principal,
    String dialect,
    Instant createTime) {}
