package io.annals.command.rule;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects the fields at fault, so that one answer names them all. Not thread-safe. */
public final class Violations {
  /** An answer that lists more than this helps nobody. */
  static final int MOST = 100;

  private static final int KEY_SHOWN = 64;

  private final List<Violation> violations = new ArrayList<>();

  /** Adds a field at fault; those beyond the first hundred are dropped. */
  public void add(String field, String description) {
    if (violations.size() < MOST) {
      violations.add(new Violation(field, description));
    }
  }

  /** Adds what another collection holds. */
  void addAll(Violations others) {
    others.violations.forEach(other -> add(other.field(), other.description()));
  }

  /** Whether no field is at fault. */
  public boolean isEmpty() {
    return violations.isEmpty();
  }

  /**
   * Ends the collection.
   *
   * @throws ProblemException of type {@code INVALID_ARGUMENT} if a field is at fault
   */
  public void raise() {
    if (!violations.isEmpty()) {
      throw ProblemException.of(ProblemType.INVALID_ARGUMENT, violations);
    }
  }

  /** The path of a member, safe to print: control characters are replaced, long keys cut. */
  public static String path(String parent, String key) {
    String shown = key.length() > KEY_SHOWN ? key.substring(0, KEY_SHOWN) + "…" : key;
    return parent + "." + Text.printable(shown);
  }
}
