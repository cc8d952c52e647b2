package io.annals.api.resource;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of what happened.
 *
 * @param items newest first
 * @param total how many there are in all
 */
public record History(List<Item> items, long total) {
  public History {
    items = List.copyOf(items);
  }

  /**
   * One event.
   *
   * @param operation the id of its operation, which names the event
   * @param type the event's type, for example {@code FunctionUpdated}
   * @param changed the paths that it set or reset, {@code code} among them where it brought a
   *     revision
   * @param revision the revision that it brought, named or deleted; null where it did not
   * @param function the function as of it
   * @param principal who did it
   * @param dialect the API that it came through
   * @param source where it came from, as that API says; null where unknown
   * @param time microseconds, UTC
   */
  public record Item(
      String operation,
      String type,
      List<String> changed,
      @Nullable String revision,
      Function function,
      String principal,
      String dialect,
      @Nullable String source,
      Instant time) {}
}
