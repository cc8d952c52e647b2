package io.annals.dialect.bem;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the fields of the types must look like. */
final class FieldRules {
  private static final Map<String, List<String>> CHOICES =
      Map.of(
          "destinationType", List.of("webhook", "s3", "google_drive"),
          "splitType", List.of("print_page", "semantic_page"),
          "joinType", List.of("standard"));
  private static final Set<String> TRUTHS =
      Set.of(
          "enableBoundingBoxes",
          "preCount",
          "tabularChunkingEnabled",
          "nativeVisualInput",
          "webhookSigningEnabled");
  private static final Set<String> TEXTS =
      Set.of(
          "outputSchemaName",
          "webhookUrl",
          "s3Bucket",
          "s3Prefix",
          "googleDriveFolderId",
          "shapingSchema");

  private FieldRules() {}

  /** The value of a field, null where the body has none. */
  static @Nullable Object checked(String field, Members body) {
    Object value = body.get(field);
    if (value == null) {
      return null;
    }
    if (CHOICES.containsKey(field)) {
      List<String> choices = CHOICES.getOrDefault(field, List.of());
      if (!choices.contains(body.text(field))) {
        throw body.wrong(field, "Must be one of " + String.join(", ", choices) + ".");
      }
    } else if (TRUTHS.contains(field)) {
      body.eachTruth(field);
    } else if (TEXTS.contains(field)) {
      body.eachText(field);
    }
    return switch (field) {
      case "classifications" -> Blocks.classifications(body);
      case "config" -> enrich(Objects.requireNonNull(body.object(field)));
      case "printPageSplitConfig" -> Blocks.printPages(body);
      case "semanticPageSplitConfig" -> Blocks.semanticPages(body);
      case "parseConfig" -> Blocks.parse(body);
      case "extraConfig" -> Blocks.extra(body);
      case "renderConfig" -> Blocks.render(body);
      default -> value;
    };
  }

  private static Map<String, Object> enrich(Members config) {
    Set<String> endpoints = new HashSet<>();
    List<Map<String, Object>> completeEndpoints = new ArrayList<>();
    for (Members endpoint : config.objects("endpoints")) {
      if (!endpoints.add(endpoint.required("name"))) {
        throw endpoint.wrong("name", "Must differ from the other endpoints'.");
      }
      choice(endpoint, "method", "", List.of("GET", "POST"));
      if (!endpoint.required("url").matches("https?://.+")) {
        throw endpoint.wrong("url", "Must be an http or https URL.");
      }
      if (endpoint.has("nextPagePath") != endpoint.has("nextPageParam")) {
        throw endpoint.wrong("nextPagePath", "Must come together with nextPageParam.");
      }
      endpoint.eachText("queryParam", "responsePath", "matchInstructions");
      endpoint.eachText("nextPagePath", "nextPageParam");
      String template = endpoint.text("bodyTemplate");
      if (template != null && !template.contains("{value}")) {
        throw endpoint.wrong("bodyTemplate", "Must contain {value}.");
      }
      Map<String, Object> complete = new LinkedHashMap<>(endpoint.all());
      Members headers = endpoint.object("headers");
      if (headers != null) {
        headers.eachText(headers.all().keySet().toArray(String[]::new));
        complete.put("headers", headers.all());
      }
      complete.put("matchTopK", bounded(endpoint, "matchTopK", 1, 100, 1));
      complete.put("maxCandidates", bounded(endpoint, "maxCandidates", 1, Integer.MAX_VALUE, 50));
      complete.put("maxPages", bounded(endpoint, "maxPages", 1, Integer.MAX_VALUE, 10));
      completeEndpoints.add(complete);
    }
    List<Map<String, Object>> steps = new ArrayList<>();
    for (Members step : config.objects("steps")) {
      step.required("sourceField");
      step.required("targetField");
      step.eachTruth("includeScore", "includeCosineDistance", "includeSubcollections");
      String source = choice(step, "source", "collection", List.of("collection", "endpoint"));
      String named = step.required(source.equals("endpoint") ? "endpointName" : "collectionName");
      if (source.equals("endpoint") && !endpoints.contains(named)) {
        throw step.wrong("endpointName", "Must be the name of one of the endpoints.");
      }
      Map<String, Object> complete = new LinkedHashMap<>(step.all());
      complete.put("source", source);
      complete.put(
          "searchMode",
          choice(step, "searchMode", "semantic", List.of("semantic", "exact", "hybrid")));
      complete.put("topK", bounded(step, "topK", 1, 100, 1));
      complete.put("scoreThreshold", threshold(step));
      steps.add(complete);
    }
    if (steps.isEmpty()) {
      throw config.wrong("steps", "Must have at least one step.");
    }
    Map<String, Object> complete = new LinkedHashMap<>(config.all());
    complete.put("steps", steps);
    if (config.has("endpoints")) {
      complete.put("endpoints", completeEndpoints);
    }
    return complete;
  }

  private static String choice(Members members, String name, String unset, List<String> choices) {
    String value = members.text(name);
    if (value == null && !unset.isEmpty()) {
      return unset;
    }
    if (value == null || !choices.contains(value)) {
      throw members.wrong(name, "Must be one of " + String.join(", ", choices) + ".");
    }
    return value;
  }

  private static long bounded(Members members, String name, long least, long most, long unset) {
    Long value = members.number(name);
    if (value == null) {
      return unset;
    }
    if (value < least || value > most) {
      throw members.wrong(name, "Must be from " + least + " to " + most + ".");
    }
    return value;
  }

  private static Object threshold(Members step) {
    Object value = step.get("scoreThreshold");
    if (value == null) {
      return new java.math.BigDecimal("0.6");
    }
    if (!(value instanceof Number number) || number.doubleValue() < 0 || number.doubleValue() > 2) {
      throw step.wrong("scoreThreshold", "Must be a number from 0 to 2.");
    }
    return value;
  }

  /** What fields of one config must not contradict each other in. */
  static void together(String type, Map<String, Object> config) {
    if (type.equals("send") && config.get("destinationType") instanceof String destination) {
      String needed =
          switch (destination) {
            case "s3" -> "s3Bucket";
            case "google_drive" -> "googleDriveFolderId";
            default -> "webhookUrl";
          };
      if (!(config.get(needed) instanceof String given) || given.isEmpty()) {
        throw BemException.malformed(
            needed, "Is required for the destination " + destination + ".");
      }
    }
    if (type.equals("parse")
        && config.get("parseConfig") instanceof Map<?, ?> parse
        && Boolean.FALSE.equals(parse.get("extractEntities"))
        && Boolean.TRUE.equals(parse.get("linkAcrossDocuments"))) {
      throw BemException.malformed(
          "parseConfig.linkAcrossDocuments", "Needs extractEntities, which is off.");
    }
    if (type.equals("render")
        && config.get("renderConfig") instanceof Map<?, ?> render
        && !(render.get("template") instanceof Map<?, ?> template
            && template.get("base64") instanceof String)) {
      throw BemException.malformed("renderConfig.template.base64", "Is required.");
    }
  }
}
