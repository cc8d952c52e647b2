package io.annals.query.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.annals.api.function.Definition;
import io.annals.api.function.FileRef;
import io.annals.api.function.FunctionStatus;
import io.annals.api.serialization.EventSerializer;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes and reads the JSON in the columns of the views. An event that was just appended and the
 * same event read back from the store give the same text.
 */
public final class ViewJson {
  private static final JsonMapper MAPPER =
      EventSerializer.configure(JsonMapper.builder())
          .addModule(new SimpleModule().addSerializer(Double.class, new DoubleAsDecimal()))
          .build();

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final TypeReference<Map<String, Map<String, Object>>> POLICIES =
      new TypeReference<>() {};
  private static final TypeReference<Map<String, FileRef>> FILES = new TypeReference<>() {};
  private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

  private ViewJson() {}

  /** The text of a value in JSON terms. Half characters, which UTF-8 cannot hold, are escaped. */
  public static String write(Object value) {
    return WellFormed.json(MAPPER.writeValueAsString(value));
  }

  /** The text of a definition without its config, and of the keys of the secrets beside it. */
  public static String writeDefinition(Definition definition, List<String> secrets) {
    return write(
        new StoredDefinition(
            definition.kind(),
            definition.displayName(),
            definition.description(),
            definition.labels(),
            definition.tags(),
            definition.status(),
            definition.head(),
            definition.published(),
            secrets.isEmpty() ? null : secrets));
  }

  /** Reads a definition back, with the config that stands beside it. */
  public static Definition readDefinition(String text, Map<String, Object> config) {
    StoredDefinition stored = MAPPER.readValue(text, StoredDefinition.class);
    return new Definition(
        stored.kind(),
        stored.displayName(),
        stored.description(),
        Collections.unmodifiableMap(stored.labels()),
        Collections.unmodifiableList(stored.tags()),
        stored.status(),
        config,
        stored.head(),
        stored.published());
  }

  /** Reads back what was written of a record. */
  public static <T> T read(String text, Class<T> type) {
    return MAPPER.readValue(text, type);
  }

  /** The keys of the secrets that stand beside a definition. */
  public static List<String> readSecrets(String text) {
    List<String> secrets = MAPPER.readValue(text, StoredDefinition.class).secrets();
    return secrets == null ? List.of() : List.copyOf(secrets);
  }

  public static Map<String, Object> readObject(String text) {
    return text.equals("{}")
        ? Map.of()
        : Collections.unmodifiableMap(MAPPER.readValue(text, OBJECT));
  }

  public static Map<String, Map<String, Object>> readPolicies(String text) {
    return text.equals("{}")
        ? Map.of()
        : Collections.unmodifiableMap(MAPPER.readValue(text, POLICIES));
  }

  public static Map<String, FileRef> readFiles(String text) {
    return Collections.unmodifiableMap(MAPPER.readValue(text, FILES));
  }

  public static List<String> readStrings(String text) {
    return text.equals("[]") ? List.of() : List.copyOf(MAPPER.readValue(text, STRINGS));
  }

  /** The files of a revision as text, in the order of their paths. */
  public static String writeFiles(Map<String, FileRef> files) {
    return write(new LinkedHashMap<>(new java.util.TreeMap<>(files)));
  }

  private record StoredDefinition(
      String kind,
      String displayName,
      String description,
      Map<String, String> labels,
      List<String> tags,
      FunctionStatus status,
      @Nullable String head,
      @Nullable String published,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> secrets) {}

  /** A number that was read back from the store is a decimal; a fresh one must look like it. */
  private static final class DoubleAsDecimal extends StdSerializer<Double> {
    DoubleAsDecimal() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializationContext context) {
      if (value.isNaN() || value.isInfinite()) {
        json.writeNumber(value);
      } else {
        json.writeNumber(new BigDecimal(value.toString()));
      }
    }
  }
}
