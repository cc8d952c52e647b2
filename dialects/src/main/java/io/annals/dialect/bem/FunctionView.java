package io.annals.dialect.bem;

import io.annals.api.query.FindVersion;
import io.annals.api.query.UsagesOf;
import io.annals.api.resource.Function;
import io.annals.api.resource.Page;
import io.annals.api.resource.Usage;
import io.annals.api.resource.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions and their versions in the shape of this dialect. */
final class FunctionView {
  private final BemRegistry registry;

  FunctionView(BemRegistry registry) {
    this.registry = registry;
  }

  /** Whether this dialect can show the function. */
  static boolean isShown(Function function) {
    return FunctionTypes.all().contains(function.kind());
  }

  static String name(Function function) {
    return function.name() == null ? function.id() : function.name();
  }

  /** The display name of a copy for which none is given; empty where the source has none. */
  static String copyOf(String displayName) {
    return displayName.isEmpty() ? "" : displayName + " (Copy)";
  }

  Map<String, Object> one(BemCall call, Function function) {
    return many(call, List.of(function)).get(0);
  }

  List<Map<String, Object>> many(BemCall call, List<Function> functions) {
    Map<String, List<Usage>> usages =
        usages(functions.stream().map(Function::id).collect(Collectors.toSet()));
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Function function : functions) {
      Optional<Version> version =
          registry.find(
              new FindVersion(call.function(function.id()), function.version()), Version.class);
      Map<String, Object> body = fields(call, function);
      body.put("usedInWorkflows", used(usages, function.id(), null, 0));
      body.put("audit", audit(function, version.orElse(null)));
      shown.add(body);
    }
    return shown;
  }

  /**
   * Versions of one function.
   *
   * @param current the function's version now: nodes that pin none count for it
   */
  List<Map<String, Object>> versions(BemCall call, List<Version> versions, long current) {
    List<Map<String, Object>> shown = new ArrayList<>();
    Map<String, List<Usage>> usages =
        versions.isEmpty() ? Map.of() : usages(Set.of(versions.get(0).functionId()));
    for (Version version : versions) {
      Map<String, Object> body = fields(call, version.function());
      body.put("usedInWorkflows", used(usages, version.functionId(), version.version(), current));
      body.put("audit", audit(version.function(), version));
      body.put("createdAt", version.createTime().toString());
      shown.add(body);
    }
    return shown;
  }

  private static Map<String, Object> fields(BemCall call, Function function) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("functionID", function.id());
    body.put("functionName", name(function));
    body.put("type", function.kind());
    body.put("versionNum", function.version());
    if (!function.displayName().isEmpty()) {
      body.put("displayName", function.displayName());
    }
    body.put("tags", function.tags());
    body.put("description", function.description());
    boolean extra = "true".equals(call.parameter("includeExtraSettings"));
    body.putAll(FunctionTypes.shown(function.kind(), function.config(), extra));
    return body;
  }

  private static Map<String, Object> audit(Function function, @Nullable Version version) {
    Map<String, Object> updated =
        version == null
            ? Audit.action(
                new io.annals.api.operation.OperationId(function.id(), function.sequence())
                    .toString(),
                function.updater(),
                function.updateTime())
            : Audit.action(version.operation(), version.principal(), version.createTime());
    return Audit.of(
        "function",
        Audit.creation(function.id(), function.creator(), function.createTime()),
        updated);
  }

  private Map<String, List<Usage>> usages(Set<String> functionIds) {
    Page<Usage> all = registry.askPage(new UsagesOf(functionIds));
    return all.items().stream().collect(Collectors.groupingBy(Usage::functionId));
  }

  private static List<Map<String, Object>> used(
      Map<String, List<Usage>> usages, String id, @Nullable Long version, long current) {
    List<Map<String, Object>> used = new ArrayList<>();
    for (Usage usage : usages.getOrDefault(id, List.of())) {
      List<Long> workflowVersions =
          usage.versions().stream()
              .filter(use -> version == null || counts(use, version, current))
              .map(Usage.Use::workflowVersion)
              .distinct()
              .toList();
      if (!workflowVersions.isEmpty()) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("workflowID", usage.workflowId());
        item.put("workflowName", usage.workflowName());
        item.put("currentVersionNum", usage.currentVersion());
        item.put("usedInWorkflowVersionNums", workflowVersions);
        used.add(item);
      }
    }
    return used;
  }

  private static boolean counts(Usage.Use use, long version, long current) {
    return use.functionVersion() == null ? version == current : use.functionVersion() == version;
  }
}
