package io.annals.api.name;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A name belongs to a function, or to a workflow.
 *
 * @param namespace the scope of the name
 * @param name the name
 * @param functionId who has it now
 * @param kind {@code workflow} where a workflow has it: names of functions and of workflows never
 *     meet. Null for a function
 */
@Revision("1")
public record NameClaimed(
    String namespace,
    String name,
    String functionId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String kind) {
  /** Of a function. */
  public NameClaimed(String namespace, String name, String functionId) {
    this(namespace, name, functionId, null);
  }
}
