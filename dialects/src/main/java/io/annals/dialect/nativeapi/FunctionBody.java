package io.annals.dialect.nativeapi;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionStatus;
import io.annals.api.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The body of a creation or an update of a function. Immutable once read.
 *
 * <p>Read-only fields are passed over, so that what was read can be written back; unknown ones are
 * refused. A field that is null is reset to its default.
 */
public final class FunctionBody {
  private final boolean update;
  private final Map<Field, @Nullable Object> fields = new EnumMap<>(Field.class);
  private @Nullable String namespace;
  private @Nullable FieldMask mask;
  private @Nullable CodeBody code;
  private boolean withCode;

  private FunctionBody(boolean update) {
    this.update = update;
  }

  /**
   * Reads the body of a creation.
   *
   * @param digest what the bytes are added to; null for nothing
   * @throws ProblemException if the body is not one
   */
  public static FunctionBody creation(HttpServletRequest request, @Nullable MessageDigest digest) {
    return JsonBody.read(
        request, false, JsonBody.WITH_CODE, digest, json -> new FunctionBody(false).read(json));
  }

  /**
   * Reads the body of an update.
   *
   * @param digest what the bytes are added to; null for nothing
   * @throws ProblemException if the body is not one
   */
  public static FunctionBody update(HttpServletRequest request, @Nullable MessageDigest digest) {
    return JsonBody.read(
        request, true, JsonBody.WITH_CODE, digest, json -> new FunctionBody(true).read(json));
  }

  /** The namespace that a creation names; null where it names none. */
  @Nullable String namespace() {
    return namespace;
  }

  /** What a creation sets. */
  Changes changes() {
    fields.values().removeIf(value -> value == null);
    return Changes.of(fields);
  }

  /**
   * What an update sets and resets.
   *
   * @param inQuery the mask of the query, null for none
   */
  public Changes changes(@Nullable String inQuery) {
    FieldMask effective = effective(inQuery);
    if (effective == null) {
      return Changes.of(fields);
    }
    Map<Field, @Nullable Object> masked = new EnumMap<>(Field.class);
    effective.fields().forEach(field -> masked.put(field, fields.get(field)));
    return Changes.of(masked);
  }

  /** The code that a creation brings, null for none. */
  @Nullable CodeBody code() {
    return code;
  }

  /** The code that an update brings, null for none. */
  @Nullable CodeBody code(@Nullable String inQuery) {
    FieldMask effective = effective(inQuery);
    if (effective != null && !effective.code() && !effective.everything()) {
      return null;
    }
    boolean asked = effective == null ? withCode : effective.code();
    if (asked && code == null) {
      throw ProblemException.invalid(
          "code", "Cannot be taken away; send new code, or leave it out of the update.");
    }
    return code;
  }

  private @Nullable FieldMask effective(@Nullable String inQuery) {
    return inQuery == null ? mask : FieldMask.either(FieldMask.of(inQuery), mask);
  }

  private FunctionBody read(JsonParser json) {
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken token = json.nextToken();
      Field field = Field.ofPath(name).orElse(null);
      if (field != null && FieldMask.WRITABLE.contains(field)) {
        fields.put(field, token == JsonToken.VALUE_NULL ? null : value(field, json));
      } else if (name.equals("code")) {
        withCode = true;
        code = token == JsonToken.VALUE_NULL ? null : code(json);
      } else if (update && name.equals(FieldMask.PARAMETER)) {
        mask = mask(json);
      } else if (!update && name.equals("namespace")) {
        namespace = token == JsonToken.VALUE_NULL ? null : JsonTerms.text(json, name);
      } else if (FieldMask.READ_ONLY.contains(name)) {
        json.skipChildren();
      } else {
        throw ProblemException.invalid(
            name, "Is not a field of a function; the fields are " + FieldMask.names() + ".");
      }
    }
    return this;
  }

  private static Object value(Field field, JsonParser json) {
    String path = field.path();
    return switch (field) {
      case LABELS -> JsonTerms.texts(json, path);
      case TAGS -> JsonTerms.list(json, path);
      case CONFIG -> JsonTerms.object(json, path);
      case STATUS -> status(JsonTerms.text(json, path));
      default -> JsonTerms.text(json, path);
    };
  }

  private static String status(String name) {
    for (FunctionStatus status : FunctionStatus.values()) {
      if (status.name().equals(name)) {
        return name;
      }
    }
    throw ProblemException.invalid(Field.STATUS.path(), "Must be DRAFT, ACTIVE or ERROR.");
  }

  private static CodeBody code(JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw ProblemException.invalid("code", "Must be an object with files.");
    }
    return CodeBody.read(json, "code.");
  }

  private static @Nullable FieldMask mask(JsonParser json) {
    return switch (json.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> FieldMask.of(json.getString());
      case START_ARRAY ->
          FieldMask.of(List.copyOf(new LinkedHashSet<>(JsonTerms.list(json, FieldMask.PARAMETER))));
      default ->
          throw ProblemException.invalid(
              FieldMask.PARAMETER,
              "Must be a string of comma-separated fields, or a list of them.");
    };
  }
}
