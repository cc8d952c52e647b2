package io.annals.dialect.nativeapi.feed;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the streams that are open, of which each holds a thread: so many of all callers, and of
 * one caller half as many, so that nobody is shut out by somebody else. Thread-safe.
 */
final class StreamSlots {
  private static final Duration LATER = Duration.ofSeconds(5);

  private final int ofAll;
  private final int ofOne;
  private final Map<String, Integer> taken = new HashMap<>();
  private int total;

  StreamSlots(int ofAll) {
    this.ofAll = ofAll;
    this.ofOne = Math.max(1, ofAll / 2);
  }

  /**
   * Takes a place for a stream.
   *
   * @throws ProblemException {@code OVERLOADED} if there is none
   */
  synchronized EventFeed.OpenStream take(String principal) {
    int own = taken.getOrDefault(principal, 0);
    if (own >= ofOne) {
      throw refused("Your key has " + own + " streams of events open, as many as one may have.");
    }
    if (total >= ofAll) {
      throw refused("All " + ofAll + " streams of events that this server allows are open.");
    }
    total++;
    taken.put(principal, own + 1);
    return () -> giveBack(principal);
  }

  synchronized int open() {
    return total;
  }

  private synchronized void giveBack(String principal) {
    total--;
    taken.computeIfPresent(principal, (key, own) -> own == 1 ? null : own - 1);
  }

  private static ProblemException refused(String sentence) {
    return ProblemException.temporary(
        ProblemType.OVERLOADED, sentence + " Close one, or try again later.", LATER, null);
  }
}
