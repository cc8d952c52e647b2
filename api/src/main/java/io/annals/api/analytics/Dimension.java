package io.annals.api.analytics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What changes are counted by. */
public enum Dimension {
  NAMESPACE,
  /** Of the function as of the event; empty where the event is not about a function. */
  KIND,
  /** A name of {@link io.annals.api.serialization.EventTypes}. */
  TYPE,
  /** What an event set or reset, for example {@code config}; an event may name several, or none. */
  FIELD,
  PRINCIPAL,
  DIALECT;

  /** The dimension as requests and answers name it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The dimension of that name. */
  public static Optional<Dimension> ofKey(String key) {
    return Arrays.stream(values()).filter(dimension -> dimension.key().equals(key)).findFirst();
  }
}
