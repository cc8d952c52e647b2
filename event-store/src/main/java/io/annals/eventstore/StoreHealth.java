package io.annals.eventstore;

import java.time.Instant;

/**
 * Whether events can be written, as the last write found it.
 *
 * @param up true if the last write or probe succeeded
 * @param since when this state began
 * @param sentence for a person: what is wrong and what to do, or that all is well
 */
public record StoreHealth(boolean up, Instant since, String sentence) {

  static StoreHealth good() {
    return new StoreHealth(true, Instant.now(), "The event store takes writes.");
  }

  static StoreHealth bad(String sentence) {
    return new StoreHealth(false, Instant.now(), sentence);
  }
}
