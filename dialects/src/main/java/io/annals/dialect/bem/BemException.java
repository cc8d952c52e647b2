package io.annals.dialect.bem;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A refusal in this dialect's own words. */
final class BemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable String field;
  private final String reason;

  private BemException(int status, @Nullable String field, String reason) {
    super(field == null ? reason : field + ": " + reason, null, false, false);
    this.status = status;
    this.field = field;
    this.reason = reason;
  }

  /** A request that cannot be read, or that contradicts itself. */
  static BemException malformed(String field, String reason) {
    return new BemException(400, field, reason);
  }

  /** A request that can be read, but breaks a rule of the model. */
  static BemException against(String field, String reason) {
    return new BemException(422, field, reason);
  }

  static BemException notFound(String message) {
    return new BemException(404, null, message);
  }

  static BemException unimplemented(String message) {
    return new BemException(501, null, message);
  }

  int status() {
    return status;
  }

  Map<String, Object> details() {
    return field == null ? Map.of() : Map.of("field", field, "reason", reason);
  }
}
