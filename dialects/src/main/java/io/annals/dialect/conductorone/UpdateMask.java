package io.annals.dialect.conductorone;

import io.annals.api.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields an update writes. Clients send the mask as a string with commas, as {@code {"paths":
 * []}} or as a bare list, in lowerCamelCase or snake_case.
 */
final class UpdateMask {
  /** What an update can write, in the order in which it is written. */
  static final List<String> WRITABLE =
      List.of(
          "displayName",
          "description",
          "functionType",
          "publishedCommitId",
          "outboundNetworkAllowlist",
          "scopedRoleIds",
          "secret",
          "provisionedConcurrency");

  /** Kept by the registry, but not marked as read-only by the vendor: passed over. */
  private static final Set<String> KEPT = Set.of("head", "isDraft");

  private UpdateMask() {}

  /**
   * The fields that a request writes.
   *
   * @param function the function of the body
   */
  static Set<String> of(Members request, Members function) {
    List<String> paths = paths(request);
    Set<String> fields = new LinkedHashSet<>();
    if (paths.isEmpty()) {
      WRITABLE.stream().filter(name -> isSent(function, name)).forEach(fields::add);
      return fields;
    }
    for (String path : paths) {
      String name = name(path);
      if (WRITABLE.contains(name)) {
        fields.add(name);
      } else if (!KEPT.contains(name)) {
        throw ProblemException.invalid(
            "updateMask",
            "'"
                + path
                + "' is not a field that an update writes; these are "
                + String.join(", ", WRITABLE)
                + ".");
      }
    }
    return fields;
  }

  /** Without a mask, a proto3 map that is empty is one that was not set. */
  private static boolean isSent(Members function, String name) {
    Object value = function.get(name);
    return value != null && !(value instanceof Map<?, ?> map && map.isEmpty());
  }

  private static List<String> paths(Members request) {
    Object mask = request.get("updateMask");
    List<String> paths = new ArrayList<>();
    if (mask instanceof Map<?, ?>) {
      Members object = request.object("updateMask");
      mask = object == null ? null : object.get("paths");
    }
    add(mask, paths);
    return paths;
  }

  private static void add(@Nullable Object mask, List<String> paths) {
    if (mask instanceof String text) {
      for (String path : text.split(",", -1)) {
        if (!path.isBlank()) {
          paths.add(path.strip());
        }
      }
    } else if (mask instanceof List<?> list) {
      for (Object element : list) {
        if (!(element instanceof String)) {
          throw wrong();
        }
        add(element, paths);
      }
    } else if (mask != null) {
      throw wrong();
    }
  }

  private static String name(String path) {
    for (String name : WRITABLE) {
      if (path.equals(Members.snake(name))) {
        return name;
      }
    }
    return path.equals("is_draft") ? "isDraft" : path;
  }

  private static ProblemException wrong() {
    return ProblemException.invalid(
        "updateMask", "Must be names joined by commas, or {\"paths\": [names]}.");
  }
}
