package io.annals.query.projection;

import java.util.concurrent.TimeUnit;

/**
 * How far the views have come, as far as this process knows.
 *
 * <p>It learns that from three sides: its own commits, what other processes tell, and looks at the
 * tables. A look may be overtaken by either of the others, so it counts only if nothing was learned
 * since it began.
 *
 * <p>Thread-safe.
 */
public final class Progress {
  /** Before the first event. */
  public static final long NOTHING = -1;

  private volatile long position = NOTHING;
  private volatile long replayUntil = NOTHING;
  private volatile boolean ours;
  private volatile long oursUntil;
  private volatile boolean heard;

  /** Counts what was learned. */
  private long learned;

  /** The position of the last event shown; {@value #NOTHING} before the first. */
  public long position() {
    return position;
  }

  /** Whether events are shown that were shown before. */
  public boolean isReplaying() {
    return position < replayUntil;
  }

  /** Whether the event at this position was, or is to be, shown a second time. */
  public boolean isRepeated(long eventPosition) {
    return eventPosition <= replayUntil;
  }

  /** The position up to which events are shown a second time; {@value #NOTHING} for none. */
  long replayUntil() {
    return replayUntil;
  }

  /**
   * Whether this process carries the views on, so that it hears of every step at once. Not so while
   * it has not been able to renew its claim for as long as that lasts.
   */
  public boolean isOurs() {
    return ours && oursUntil - System.nanoTime() > 0;
  }

  /** Whether this process hears at once of what another one shows. */
  public boolean isHeard() {
    return heard;
  }

  void heard(boolean listening) {
    heard = listening;
  }

  /** Another process has come so far; the news of it may come in another order. */
  synchronized void otherReached(long newPosition) {
    learned++;
    position = Math.max(position, newPosition);
  }

  /** The claim is this process's for as long from now. */
  synchronized void claimed(long millis) {
    learned++;
    oursUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    ours = true;
  }

  /** The claim is not this process's. */
  synchronized void notOurs() {
    learned++;
    ours = false;
  }

  synchronized void reached(long newPosition) {
    learned++;
    position = newPosition;
  }

  synchronized void replays(long until) {
    learned++;
    replayUntil = until;
  }

  /** What a look at the tables has to know of its beginning. */
  synchronized long beginLook() {
    return learned;
  }

  /**
   * A look has ended.
   *
   * @param begun what {@link #beginLook} answered
   * @return whether it counts
   */
  synchronized boolean looked(long begun, long foundPosition, long foundReplayUntil) {
    if (begun != learned) {
      return false;
    }
    replayUntil = foundReplayUntil;
    position = foundPosition;
    learned++;
    return true;
  }
}
