package io.annals.dialect.bem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each type of function has beside the common fields. The fields are the config of the
 * function, under their own names; the description is the function's own.
 */
final class FunctionTypes {
  /** A field, and what a read shows where it was never set; null to leave it out. */
  private record Shown(String field, @Nullable Object unset) {}

  private static final Map<String, List<Shown>> SHOWN = new LinkedHashMap<>();
  private static final Set<String> READ_ONLY = Set.of("transform", "analyze");

  /** Those that keep the name of a schema beside it. */
  private static final Set<String> WITH_SCHEMA = Set.of("extract", "join");

  static {
    Shown schemaName = new Shown("outputSchemaName", "");
    Shown schema = new Shown("outputSchema", Map.of());
    Shown boxes = new Shown("enableBoundingBoxes", false);
    Shown preCount = new Shown("preCount", false);
    Shown chunking = new Shown("tabularChunkingEnabled", false);
    Shown mail = new Shown("emailAddress", "");
    SHOWN.put("extract", List.of(schemaName, schema, boxes, preCount, chunking));
    SHOWN.put(
        "classify",
        List.of(
            new Shown("classifications", List.of()), mail, new Shown("nativeVisualInput", true)));
    SHOWN.put(
        "send",
        List.of(
            new Shown("destinationType", "webhook"),
            new Shown("webhookUrl", null),
            new Shown("webhookSigningEnabled", true),
            new Shown("s3Bucket", null),
            new Shown("s3Prefix", null),
            new Shown("googleDriveFolderId", null)));
    SHOWN.put(
        "split",
        List.of(
            new Shown("splitType", "print_page"),
            new Shown("printPageSplitConfig", null),
            new Shown("semanticPageSplitConfig", null)));
    SHOWN.put("join", List.of(new Shown("joinType", "standard"), schemaName, schema));
    SHOWN.put("payload_shaping", List.of(new Shown("shapingSchema", "")));
    SHOWN.put("enrich", List.of(new Shown("config", Map.of("steps", List.of()))));
    SHOWN.put("parse", List.of(new Shown("parseConfig", Map.of()), new Shown("extraConfig", null)));
    SHOWN.put("render", List.of(new Shown("renderConfig", Map.of("template", Map.of()))));
    SHOWN.put("transform", List.of(mail, schema, schemaName, chunking));
    SHOWN.put("analyze", List.of(schema, schemaName, boxes, preCount));
  }

  private FunctionTypes() {}

  /** All types that are shown. */
  static List<String> all() {
    return List.copyOf(SHOWN.keySet());
  }

  /** The type that a body is written for. */
  static String written(Members body) {
    String type = body.required("type");
    if (!SHOWN.containsKey(type) || READ_ONLY.contains(type)) {
      List<String> writable = new ArrayList<>(SHOWN.keySet());
      writable.removeAll(READ_ONLY);
      throw BemException.malformed("type", "Must be one of " + String.join(", ", writable) + ".");
    }
    return type;
  }

  /** The config of a new function. */
  static Map<String, Object> created(String type, Members body) {
    if (type.equals("enrich") || type.equals("render")) {
      String needed = type.equals("enrich") ? "config" : "renderConfig";
      if (!body.has(needed)) {
        throw BemException.malformed(needed, "Is required for a function of type " + type + ".");
      }
    }
    return merged(type, Map.of(), body);
  }

  /**
   * The config after an update; what is absent from the body stays, but where a block is rebuilt.
   */
  static Map<String, Object> updated(String type, Map<String, Object> present, Members body) {
    if (WITH_SCHEMA.contains(type) && body.has("outputSchemaName") && !body.has("outputSchema")) {
      throw BemException.malformed("outputSchemaName", "Must come together with outputSchema.");
    }
    Map<String, Object> kept = new LinkedHashMap<>(present);
    if (type.equals("send") && body.has("destinationType")) {
      kept.clear();
    }
    if (type.equals("split") && body.has("splitType")) {
      kept.clear();
    }
    return merged(type, kept, body);
  }

  private static Map<String, Object> merged(
      String type, Map<String, Object> present, Members body) {
    Map<String, Object> config = new LinkedHashMap<>(present);
    for (Shown shown : fields(type)) {
      String field = shown.field();
      Object value = field.equals("emailAddress") ? null : FieldRules.checked(field, body);
      if (value != null) {
        config.put(field, value);
      }
    }
    if (type.equals("parse") || type.equals("render")) {
      mergeWithin(config, present, type + "Config");
      mergeWithin(config, present, "extraConfig");
    }
    if (type.equals("send") && isNowhere(config)) {
      config.remove("destinationType");
      config.remove("webhookUrl");
    }
    FieldRules.together(type, config);
    return config;
  }

  /** What a send function reads as that was never told where to: sent back, it is that again. */
  private static boolean isNowhere(Map<String, Object> config) {
    return "webhook".equals(config.get("destinationType")) && "".equals(config.get("webhookUrl"));
  }

  /** Members of a block that the body leaves out stay. */
  @SuppressWarnings("unchecked") // Both are JSON objects, as the rules have it.
  private static void mergeWithin(
      Map<String, Object> config, Map<String, Object> present, String block) {
    if (present.get(block) instanceof Map<?, ?> before
        && config.get(block) instanceof Map<?, ?> now) {
      config.put(block, deep((Map<String, Object>) before, (Map<String, Object>) now));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> deep(Map<String, Object> before, Map<String, Object> now) {
    Map<String, Object> merged = new LinkedHashMap<>(before);
    now.forEach(
        (name, value) -> {
          if (name.equals("template")
              && value instanceof Map<?, ?> inner
              && merged.get(name) instanceof Map<?, ?> old) {
            merged.put(name, deep((Map<String, Object>) old, (Map<String, Object>) inner));
          } else {
            merged.put(name, value);
          }
        });
    return merged;
  }

  /** What a read shows of a config. */
  static Map<String, Object> shown(String type, Map<String, Object> config, boolean extra) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Shown shown : fields(type)) {
      Object value = config.get(shown.field());
      if (shown.field().equals("extraConfig") && !extra) {
        continue;
      }
      if (value == null) {
        value = shown.unset();
      }
      if (shown.field().equals("parseConfig")) {
        Map<String, Object> parse = new LinkedHashMap<>();
        parse.put("extractEntities", true);
        parse.put("linkAcrossDocuments", true);
        copy(value, parse);
        if (Boolean.FALSE.equals(parse.get("extractEntities"))) {
          // What is not extracted cannot be linked.
          parse.put("linkAcrossDocuments", false);
        }
        value = parse;
      }
      if (shown.field().equals("renderConfig") && value instanceof Map<?, ?> render) {
        Map<String, Object> template = new LinkedHashMap<>();
        copy(render.get("template"), template);
        // The file itself is written, never read back.
        template.remove("base64");
        value = Map.of("template", template);
      }
      if (value != null) {
        fields.put(shown.field(), value);
      }
    }
    if (type.equals("send") && !config.containsKey("destinationType")) {
      fields.putIfAbsent("webhookUrl", "");
    }
    return fields;
  }

  private static void copy(@Nullable Object from, Map<String, Object> to) {
    if (from instanceof Map<?, ?> members) {
      members.forEach((name, value) -> to.put(String.valueOf(name), value));
    }
  }

  private static List<Shown> fields(String type) {
    return SHOWN.getOrDefault(type, List.of());
  }
}
