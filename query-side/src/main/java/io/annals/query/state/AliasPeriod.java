package io.annals.query.state;

/**
 * What an alias names since an event.
 *
 * @param fromSequence the event
 * @param ordinal which of those that the event began, from 0
 * @param fromTime its time, microseconds since 1970
 * @param toSequence the event that ended it; {@link #OPEN} while it is so
 * @param toTime meaningless while it is open
 */
public record AliasPeriod(
    String alias,
    String revisionId,
    long fromSequence,
    int ordinal,
    long fromTime,
    long toSequence,
    long toTime) {
  /** No end yet. */
  public static final long OPEN = Long.MAX_VALUE;

  /** Whether the alias stood so right after the event. */
  public boolean holdsAt(long sequence) {
    return fromSequence <= sequence && sequence < toSequence;
  }

  public boolean isOpen() {
    return toSequence == OPEN;
  }

  /** The same period with its end. */
  public AliasPeriod endedBy(long sequence, long time) {
    return new AliasPeriod(alias, revisionId, fromSequence, ordinal, fromTime, sequence, time);
  }
}
