package io.annals.transparency;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What does not fit.
 *
 * @param position of the event that it is about; 0 where it is about none
 * @param eventId that event's id, null where it is not known
 * @param sentence what is wrong, for a person
 */
public record Finding(long position, @Nullable String eventId, String sentence) {

  static Finding of(long position, @Nullable String eventId, String sentence) {
    return new Finding(position, eventId, sentence);
  }

  static Finding ofNoEvent(String sentence) {
    return new Finding(0, null, sentence);
  }

  /** The event's id, where it is known. */
  public Optional<String> event() {
    return Optional.ofNullable(eventId);
  }

  /** All of it in one line. */
  @Override
  public String toString() {
    if (position == 0) {
      return sentence;
    }
    return "position " + position + (eventId == null ? "" : ", event " + eventId) + ": " + sentence;
  }
}
