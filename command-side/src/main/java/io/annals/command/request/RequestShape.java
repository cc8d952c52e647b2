package io.annals.command.request;

import io.annals.api.function.Limits;
import io.annals.command.rule.Text;
import io.annals.command.rule.Violations;

/** What a request must look like, whatever it is about. */
public final class RequestShape {
  private RequestShape() {}

  /**
   * Checks the key of a request.
   *
   * @throws io.annals.api.problem.ProblemException if it is none
   */
  public static void checkIdempotencyKey(String key) {
    Violations violations = new Violations();
    if (key.isEmpty() || !Text.fits(key, Limits.IDEMPOTENCY_KEY_LENGTH)) {
      violations.add(
          "Idempotency-Key", "Must have 1 to " + Limits.IDEMPOTENCY_KEY_LENGTH + " characters.");
    }
    Text.flaw(key).ifPresent(flaw -> violations.add("Idempotency-Key", "Must " + flaw));
    violations.raise();
  }

  /** Reports a namespace that cannot be one. */
  public static void checkNamespace(String namespace, Violations violations) {
    if (namespace.isEmpty()
        || !Text.fits(namespace, Limits.NAMESPACE_LENGTH)
        || Text.hasControls(namespace)) {
      violations.add(
          "namespace",
          "Must have 1 to " + Limits.NAMESPACE_LENGTH + " characters, none a control character.");
    }
    Text.flaw(namespace).ifPresent(flaw -> violations.add("namespace", "Must " + flaw));
  }
}
