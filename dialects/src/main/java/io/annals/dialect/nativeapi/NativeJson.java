package io.annals.dialect.nativeapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.annals.api.resource.Function;
import io.annals.api.resource.Workflow;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Writes resources in the native shape: times in UTC with six digits of the second, members without
 * a value left out, texts, lists and maps shown also when empty.
 */
final class NativeJson {
  /** For everything that this dialect answers with. Thread-safe. */
  static final ObjectWriter WRITER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .changeDefaultPropertyInclusion(
              present -> present.withValueInclusion(JsonInclude.Include.NON_NULL))
          .addMixIn(Function.class, FunctionOrder.class)
          .addMixIn(Workflow.class, WorkflowOrder.class)
          .addModule(new SimpleModule().addSerializer(Instant.class, new Times()))
          .build()
          .writer();

  private NativeJson() {}

  static byte[] bytes(Object value) {
    return WRITER.writeValueAsBytes(value);
  }

  @JsonPropertyOrder({
    "id",
    "namespace",
    "name",
    "kind",
    "displayName",
    "description",
    "labels",
    "tags",
    "status",
    "config",
    "version",
    "etag"
  })
  private interface FunctionOrder {}

  @JsonPropertyOrder({
    "id",
    "namespace",
    "name",
    "displayName",
    "tags",
    "mainNodeName",
    "nodes",
    "edges",
    "version",
    "etag"
  })
  private interface WorkflowOrder {}

  private static final class Times extends ValueSerializer<Instant> {
    @Override
    public void serialize(Instant time, JsonGenerator json, SerializationContext context) {
      json.writeString(Timestamps.text(time));
    }
  }
}
