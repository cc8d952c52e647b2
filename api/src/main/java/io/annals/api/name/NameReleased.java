package io.annals.api.name;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A name is free again.
 *
 * @param namespace the scope of the name
 * @param name the name
 * @param functionId who had it
 * @param kind {@code workflow} where a workflow had it: names of functions and of workflows never
 *     meet. Null for a function
 */
@Revision("1")
public record NameReleased(
    String namespace,
    String name,
    String functionId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String kind) {
  /** Of a function. */
  public NameReleased(String namespace, String name, String functionId) {
    this(namespace, name, functionId, null);
  }
}
