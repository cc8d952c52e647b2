package io.annals.server.configuration;

import java.time.Clock;
import java.time.Duration;

/** How exactly the store keeps times. What memory serves must equal what is read back. */
enum Precision {
  MICROSECONDS(Duration.ofNanos(1_000)),
  MILLISECONDS(Duration.ofMillis(1));

  private final Duration tick;

  Precision(Duration tick) {
    this.tick = tick;
  }

  /** A clock that knows no more than the store keeps. */
  Clock clock() {
    return Clock.tick(Clock.systemUTC(), tick);
  }
}
