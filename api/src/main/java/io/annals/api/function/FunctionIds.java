package io.annals.api.function;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Makes the ids of functions and revisions: UUIDs of RFC 9562 in their canonical form. Thread-safe.
 */
public final class FunctionIds {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final TimeBasedEpochRandomGenerator ORDERED =
      Generators.timeBasedEpochRandomGenerator();
  private static final NameBasedGenerator DERIVED =
      Generators.nameBasedGenerator(UUID.fromString("018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4"));

  private FunctionIds() {}

  /** A fresh UUIDv7: later ones sort after earlier ones. */
  public static String next() {
    return ORDERED.generate().toString();
  }

  /**
   * The id that a creation with this idempotency key makes, the same every time (UUIDv5).
   *
   * @param namespace where the function is to live
   * @param principal who asks; keys of different principals never meet
   * @param key the idempotency key
   */
  public static String forKey(String namespace, String principal, String key) {
    return DERIVED.generate(namespace + '\n' + principal + '\n' + key).toString();
  }

  /**
   * Whether the text has the form of an id. Names of this form are refused, so the two never meet.
   */
  public static boolean isId(String text) {
    return FORM.matcher(text).matches();
  }
}
