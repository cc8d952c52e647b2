package io.annals.dialect.nativeapi;

import io.annals.api.function.Field;
import io.annals.api.problem.ProblemException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields an update writes (AIP-134, AIP-161).
 *
 * @param fields those of the function itself
 * @param code whether new code is among them
 * @param everything whether the mask is {@code *}: all fields, and code where the body brings some
 */
record FieldMask(Set<Field> fields, boolean code, boolean everything) {
  static final String PARAMETER = "updateMask";

  /** What a client may write, without {@code code}. */
  static final Set<Field> WRITABLE = EnumSet.complementOf(EnumSet.of(Field.HEAD, Field.SECRETS));

  /** What a body may hold, but nobody can write. */
  static final Set<String> READ_ONLY =
      Set.of(
          "id",
          "namespace",
          "version",
          "etag",
          "head",
          "aliases",
          "policies",
          "secrets",
          "createTime",
          "updateTime",
          "deleteTime",
          "creator",
          "updater");

  /**
   * Reads a mask.
   *
   * @return null where it names nothing, which is the same as no mask
   */
  static @Nullable FieldMask of(@Nullable Collection<String> paths) {
    if (paths == null || paths.isEmpty()) {
      return null;
    }
    if (paths.contains("*")) {
      if (paths.size() > 1) {
        throw invalid("'*' means every writable field and stands alone.");
      }
      return new FieldMask(WRITABLE, false, true);
    }
    Set<Field> fields = EnumSet.noneOf(Field.class);
    boolean code = false;
    for (String path : paths) {
      if (path.equals("code")) {
        code = true;
      } else {
        fields.add(field(path));
      }
    }
    return new FieldMask(fields, code, false);
  }

  /** Reads the comma-separated form. */
  static @Nullable FieldMask of(@Nullable String text) {
    return text == null || text.isBlank()
        ? null
        : of(List.of(text.split(",", -1)).stream().map(String::strip).distinct().toList());
  }

  /** The one mask of a request that may carry it in two places. */
  static @Nullable FieldMask either(@Nullable FieldMask inQuery, @Nullable FieldMask inBody) {
    if (inQuery != null && inBody != null && !inQuery.equals(inBody)) {
      throw invalid("Is given in the query and in the body, and they differ; send one.");
    }
    return inQuery == null ? inBody : inQuery;
  }

  private static Field field(String path) {
    if (READ_ONLY.contains(path)) {
      throw invalid("'" + path + "' is read-only; leave it out of the mask.");
    }
    Field field = Field.ofPath(path).filter(WRITABLE::contains).orElse(null);
    if (field != null) {
      return field;
    }
    int dot = path.indexOf('.');
    String whole = dot < 0 ? path : path.substring(0, dot);
    if (dot > 0 && (whole.equals("code") || Field.ofPath(whole).isPresent())) {
      throw invalid(
          "'" + path + "' is a part of a field; name '" + whole + "' and send the whole field.");
    }
    throw invalid("'" + path + "' is not a field; the fields are " + names() + ".");
  }

  static String names() {
    return String.join(", ", WRITABLE.stream().map(Field::path).toList()) + " and code";
  }

  private static ProblemException invalid(String description) {
    return ProblemException.invalid(PARAMETER, description);
  }
}
