package io.annals.api.query;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list.
 *
 * @param size how many at the most, 1 to {@value #MAX_SIZE}
 * @param token from the page before; null for the first. One that was made for another list, filter
 *     or order is refused with {@code INVALID_ARGUMENT} on {@code pageToken}
 */
public record PageRequest(int size, @Nullable String token) {
  /** The size where none is asked for. */
  public static final int DEFAULT_SIZE = 100;

  /** The largest size. */
  public static final int MAX_SIZE = 1000;
}
