package io.annals.dialect.bem;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The blocks of a config whose members have types of their own. What they answer has no members
 * that are null, for those count as absent; a schema stays as it was written.
 */
final class Blocks {

  private Blocks() {}

  static List<Map<String, Object>> classifications(Members body) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (Members item : body.objects("classifications")) {
      item.required("name");
      item.eachText("description", "functionID", "functionName");
      item.eachTruth("isErrorFallback");
      Map<String, Object> kept = new LinkedHashMap<>(item.all());
      Members origin = item.object("origin");
      if (origin != null) {
        Map<String, Object> source = new LinkedHashMap<>(origin.all());
        patterns(origin, "email", source);
        kept.put("origin", source);
      }
      patterns(item, "regex", kept);
      items.add(kept);
    }
    return items;
  }

  private static void patterns(Members from, String name, Map<String, Object> kept) {
    Members block = from.object(name);
    if (block != null) {
      block.texts("patterns");
      kept.put(name, block.all());
    }
  }

  static Map<String, Object> semanticPages(Members body) {
    Members block = block(body, "semanticPageSplitConfig");
    List<Map<String, Object>> items = new ArrayList<>();
    for (Members item : block.objects("itemClasses")) {
      item.required("name");
      item.eachText("description", "nextFunctionID", "nextFunctionName");
      items.add(item.all());
    }
    Map<String, Object> kept = new LinkedHashMap<>(block.all());
    kept.computeIfPresent("itemClasses", (name, written) -> items);
    return kept;
  }

  /** Only the id is read back. */
  static Map<String, Object> printPages(Members body) {
    Members block = block(body, "printPageSplitConfig");
    block.eachText("nextFunctionID", "nextFunctionName");
    Map<String, Object> kept = new LinkedHashMap<>(block.all());
    kept.remove("nextFunctionName");
    return kept;
  }

  static Map<String, Object> parse(Members body) {
    Members block = block(body, "parseConfig");
    block.eachTruth("extractEntities", "linkAcrossDocuments");
    block.eachText("defaultBucket");
    return block.all();
  }

  static Map<String, Object> extra(Members body) {
    Members block = block(body, "extraConfig");
    block.eachTruth("enableBoundingBoxes");
    return block.all();
  }

  static Map<String, Object> render(Members body) {
    Members block = block(body, "renderConfig");
    Map<String, Object> kept = new LinkedHashMap<>(block.all());
    Members template = block.object("template");
    if (template != null) {
      template.eachText("name");
      String file = template.text("base64");
      if (file != null && !isBase64(file)) {
        throw template.wrong("base64", "Must be base64.");
      }
      kept.put("template", template.all());
    }
    return kept;
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getDecoder().decode(text).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Members block(Members body, String name) {
    return Objects.requireNonNull(body.object(name));
  }
}
