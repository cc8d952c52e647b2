package io.annals.query.analytics;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the events of one batch add to the counts. For one thread. */
final class Tally {
  /** What events are counted by. */
  record Cell(
      long hour, String namespace, String kind, String type, String principal, String dialect) {}

  /** A cell and one of the fields that were changed in it. */
  record FieldCell(Cell cell, String field) {}

  /** A function or workflow on one day. */
  record ResourceCell(long day, String resource, String namespace, String id) {}

  private final Map<Cell, Long> cells = new HashMap<>();
  private final Map<FieldCell, Long> fields = new HashMap<>();
  private final Map<ResourceCell, Long> resources = new HashMap<>();
  private long position;
  private @Nullable Instant time;

  /**
   * Counts an event.
   *
   * @param changed the fields that it names, each once
   */
  void add(Cell cell, Collection<String> changed) {
    cells.merge(cell, 1L, Long::sum);
    for (String field : changed) {
      fields.merge(new FieldCell(cell, field), 1L, Long::sum);
    }
  }

  /** Counts a change of a function or workflow. */
  void add(ResourceCell resource) {
    resources.merge(resource, 1L, Long::sum);
  }

  /** Everything up to this event is counted. */
  void reached(long lastPosition, Instant lastTime) {
    position = lastPosition;
    time = lastTime;
  }

  Map<Cell, Long> cells() {
    return cells;
  }

  Map<FieldCell, Long> fields() {
    return fields;
  }

  Map<ResourceCell, Long> resources() {
    return resources;
  }

  long position() {
    return position;
  }

  /** When the last event happened; null while there is none. */
  @Nullable Instant time() {
    return time;
  }
}
