package io.annals.dialect.insforge;

import io.annals.api.resource.Function;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions as this dialect shows them, with the keys of today and those of older documents. */
final class FunctionView {
  private FunctionView() {}

  /** What a path names the function by: its name, or its id where it has none. */
  static String slug(Function function) {
    return function.name() == null ? function.id() : function.name();
  }

  /**
   * A function.
   *
   * @param code null for a list, which shows none
   */
  static Map<String, @Nullable Object> full(Function function, @Nullable String code) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("id", function.id());
    head(function, view);
    if (code != null) {
      view.put("code", code);
    }
    view.put("status", status(function));
    String created = Times.format(function.createTime());
    String updated = Times.format(function.updateTime());
    String deployed = deployedAt(function);
    view.put("createdAt", created);
    view.put("updatedAt", updated);
    view.put("deployedAt", deployed);
    view.put("created_at", created);
    view.put("updated_at", updated);
    view.put("deployed_at", deployed);
    return view;
  }

  /** The short form of the metadata. */
  static Map<String, @Nullable Object> brief(Function function) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    head(function, view);
    view.put("status", status(function));
    return view;
  }

  private static void head(Function function, Map<String, @Nullable Object> view) {
    Facts facts = Facts.in(function.config());
    boolean named = !function.displayName().isEmpty() || facts.ours();
    boolean described = !function.description().isEmpty() || facts.emptyDescription();
    view.put("slug", slug(function));
    view.put("name", named ? function.displayName() : slug(function));
    view.put("description", described ? function.description() : null);
  }

  static String status(Function function) {
    return function.status().name().toLowerCase(Locale.ROOT);
  }

  /** The time was taken before the event, which may be a little younger, but not its own cause. */
  private static @Nullable String deployedAt(Function function) {
    Instant deployed = Facts.in(function.config()).deployedAt();
    if (deployed == null) {
      return null;
    }
    Instant created = function.createTime();
    return Times.format(deployed.isBefore(created) ? created : deployed);
  }
}
