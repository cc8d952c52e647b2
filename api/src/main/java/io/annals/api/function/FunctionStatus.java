package io.annals.api.function;

/** Whether a function is ready for use, as its owner says. Annals gives it no effect. */
public enum FunctionStatus {
  DRAFT,
  ACTIVE,
  ERROR
}
