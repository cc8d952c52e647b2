package io.annals.query.projection;

/** How far the views have come, as far as this process knows. Thread-safe. */
public final class Progress {
  /** Before the first event. */
  public static final long NOTHING = -1;

  private volatile long position = NOTHING;
  private volatile long replayUntil = NOTHING;
  private volatile boolean ours;
  private volatile boolean heard;

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

  /** Whether this process carries the views on, so that it hears of every step at once. */
  public boolean isOurs() {
    return ours;
  }

  /** Whether this process hears at once of what another one shows. */
  public boolean isHeard() {
    return heard;
  }

  void heard(boolean listening) {
    heard = listening;
  }

  /** Another process has come so far; the news of it may come in another order. */
  void otherReached(long newPosition) {
    position = Math.max(position, newPosition);
  }

  void ours(boolean claimed) {
    ours = claimed;
  }

  void reached(long newPosition) {
    position = newPosition;
  }

  void replays(long until) {
    replayUntil = until;
  }
}
