package io.annals.dialect.yandex;

import com.google.protobuf.FieldMask;
import io.annals.api.function.Field;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Violation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which fields an update writes: those of the mask, or all three where there is none or an empty
 * one. A path into a field, an unknown path and {@code *} are refused.
 */
final class UpdateMask {
  private static final Map<String, Field> UPDATABLE =
      Map.of("name", Field.NAME, "description", Field.DESCRIPTION, "labels", Field.LABELS);

  private UpdateMask() {}

  static Set<Field> fields(FieldMask mask) {
    if (mask.getPathsCount() == 0) {
      return EnumSet.of(Field.NAME, Field.DESCRIPTION, Field.LABELS);
    }
    List<Violation> violations =
        mask.getPathsList().stream()
            .filter(path -> !UPDATABLE.containsKey(path))
            .distinct()
            .map(
                path ->
                    new Violation(
                        "update_mask",
                        "'" + path + "' cannot be updated; name, description and labels can."))
            .toList();
    if (!violations.isEmpty()) {
      throw ProblemException.of(ProblemType.INVALID_ARGUMENT, violations);
    }
    Set<Field> fields = EnumSet.noneOf(Field.class);
    mask.getPathsList().forEach(path -> fields.add(UPDATABLE.get(path)));
    return fields;
  }
}
