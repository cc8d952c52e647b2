package io.annals.api.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A read model and how far it has come.
 *
 * @param name for example {@code registry}
 * @param state what it is doing
 * @param position the last event that it shows; 0 before the first
 * @param head the newest event that is stored
 * @param lag how many events it is behind
 * @param deadLetters events that it could not show and put aside; null where it has no such queue
 * @param lastReplay the newest replay of it, running or over; null where there was none
 */
public record Projection(
    String name,
    State state,
    long position,
    long head,
    long lag,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long deadLetters,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Operation lastReplay) {

  /** What a projection is doing. */
  public enum State {
    /** It shows what is stored, or is a few events behind. */
    SERVING,
    /** It shows less than it did before, because its views are rebuilt since the start. */
    REBUILDING,
    /** It serves while a copy is built that will take its place. */
    REPLAYING
  }
}
