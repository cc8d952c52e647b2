package io.annals.api.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of a workflow: a function under a name of its own.
 *
 * @param name unique within the workflow
 * @param functionId the function; it stays the same function when that is renamed, and stays named
 *     when that is deleted
 * @param function the id or name that the writer gave
 * @param version the function's version that the step is pinned to; null to follow the current one
 * @param metadata a JSON object that nobody here reads
 */
public record Node(
    String name,
    String functionId,
    String function,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long version,
    Map<String, Object> metadata) {}
