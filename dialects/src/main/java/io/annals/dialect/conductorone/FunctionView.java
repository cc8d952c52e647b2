package io.annals.dialect.conductorone;

import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Revision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Functions and commits as this API shows them. Never a null: what is not set is left out where it
 * is a message, and empty where it is not.
 */
final class FunctionView {
  private FunctionView() {}

  static Map<String, Object> function(Function function) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", function.id());
    shown.put("displayName", displayName(function));
    shown.put("description", function.description());
    shown.put("functionType", FunctionTypes.of(function.kind()));
    shown.put("head", orEmpty(function.head()));
    shown.put(
        "isDraft", function.published() == null || !function.published().equals(function.head()));
    shown.put("publishedCommitId", orEmpty(function.published()));
    shown.put("outboundNetworkAllowlist", texts(function.config().get("outboundNetworkAllowlist")));
    shown.put("scopedRoleIds", texts(function.config().get("scopedRoleIds")));
    Map<String, String> secret = new LinkedHashMap<>();
    function.secrets().forEach(key -> secret.put(key, ""));
    shown.put("secret", secret);
    Object concurrency = function.config().get("provisionedConcurrency");
    shown.put("provisionedConcurrency", concurrency instanceof Number n ? n.intValue() : 0);
    shown.put("createdAt", function.createTime().toString());
    shown.put("updatedAt", function.updateTime().toString());
    if (function.deleteTime() != null) {
      shown.put("deletedAt", function.deleteTime().toString());
    }
    shown.put("useSpn", false);
    shown.put("hookRefs", List.of());
    shown.put("workflowTemplateRefs", List.of());
    return shown;
  }

  /** What people call it: other APIs have names, or nothing but ids. */
  static String displayName(Function function) {
    if (!function.displayName().isEmpty()) {
      return function.displayName();
    }
    return function.name() == null ? function.id() : function.name();
  }

  static Map<String, Object> commit(Revision revision) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", revision.id());
    shown.put("functionId", revision.functionId());
    shown.put("author", revision.author());
    shown.put("message", revision.message());
    shown.put("createdAt", revision.createTime().toString());
    return shown;
  }

  static Map<String, Object> list(List<?> items, Page<?> page) {
    return list(items, orEmpty(page.nextPageToken()));
  }

  static Map<String, Object> list(List<?> items, String nextPageToken) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("list", items);
    shown.put("nextPageToken", nextPageToken);
    return shown;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static List<?> texts(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).toList()
        : List.of();
  }
}
