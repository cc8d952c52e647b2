package io.annals.api.resource;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a job has done, in a few facts.
 *
 * @param facts in the order in which they are to be shown
 */
public record Outcome(@JsonAnyGetter @JsonAnySetter Map<String, Object> facts) implements Resource {
  public Outcome {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }
}
