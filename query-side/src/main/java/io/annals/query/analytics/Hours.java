package io.annals.query.analytics;

import io.annals.query.state.Micros;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Time as the tables hold it: whole hours since 1970, in UTC. */
final class Hours {
  static final long PER_DAY = 24;
  static final long MICROS = TimeUnit.HOURS.toMicros(1);

  private Hours() {}

  /** The hour that the instant is in. */
  static long of(Instant instant) {
    return Math.floorDiv(Micros.of(instant), MICROS);
  }

  /** The first hour that does not begin before the instant. */
  static long notBefore(Instant instant) {
    return -Math.floorDiv(-Micros.of(instant), MICROS);
  }

  static Instant instant(long hour) {
    return Micros.instant(hour * MICROS);
  }
}
