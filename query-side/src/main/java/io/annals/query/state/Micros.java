package io.annals.query.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the views hold them: microseconds since 1970. */
public final class Micros {
  private Micros() {}

  /** The microsecond that the instant is in. */
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  /** As {@link #of}; an instant beyond what the views can hold counts as the end of time. */
  public static long ofAny(Instant instant) {
    try {
      return of(instant);
    } catch (ArithmeticException e) {
      return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
