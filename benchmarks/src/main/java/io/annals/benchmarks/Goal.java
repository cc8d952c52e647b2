package io.annals.benchmarks;

import java.util.Locale;

/**
 * What a measured number must not pass.
 *
 * @param name what is measured, for a person
 * @param measured the number
 * @param bound where the goal ends
 * @param least whether the bound is the least that is good enough, otherwise the most
 */
record Goal(String name, double measured, double bound, boolean least) {
  static Goal atLeast(String name, double measured, double bound) {
    return new Goal(name, measured, bound, true);
  }

  static Goal atMost(String name, double measured, double bound) {
    return new Goal(name, measured, bound, false);
  }

  boolean reached() {
    return least ? measured >= bound : measured <= bound;
  }

  /** The line of the table; its name says the goal, its value how it went. */
  Figure figure() {
    return new Figure(
        "**Goal: " + name + "**",
        String.format(
            Locale.ROOT, "%s (%.2f)", reached() ? "reached" : "**not reached**", measured));
  }
}
