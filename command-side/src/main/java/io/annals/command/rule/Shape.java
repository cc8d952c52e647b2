package io.annals.command.rule;

import org.jspecify.annotations.Nullable;

/** What a value must look like, whatever the state. */
@FunctionalInterface
public interface Shape {

  /**
   * The value in its normal form. A value that does not have the shape is reported under its path;
   * what is returned then has no meaning. Never throws, whatever the value's Java type is.
   */
  @Nullable Object normal(String path, Object value, Violations violations);
}
