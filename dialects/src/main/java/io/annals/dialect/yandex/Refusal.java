package io.annals.dialect.yandex;

import com.google.rpc.Code;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused under a code that the registry itself has no problem for. Without a
 * stack trace: it is an answer, not a defect.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  /**
   * @param message what was wrong and what to do, for a person
   * @param cause what led to it, for the log only
   */
  Refusal(Code code, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.code = code;
  }

  Code code() {
    return code;
  }
}
