package io.annals.api.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way from one step of a workflow to another.
 *
 * @param sourceNodeName where it begins
 * @param destinationNodeName where it ends
 * @param destinationName the outlet of the source that it leaves by; null where it has only one
 * @param metadata a JSON object that nobody here reads
 */
public record Edge(
    String sourceNodeName,
    String destinationNodeName,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String destinationName,
    Map<String, Object> metadata) {}
