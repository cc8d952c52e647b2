package io.annals.transparency;

import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** Events in memory, as a store would give them. Thread-safe. */
final class Events implements EventLog {
  private final List<RecordedEvent> rows = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  static Events of(int count) {
    Events events = new Events();
    events.add(count);
    return events;
  }

  static RecordedEvent event(long position) {
    return new RecordedEvent(
        position,
        "function-" + position % 7,
        (position - 1) / 7,
        "Function",
        "id-" + position,
        "FunctionUpdated",
        "1",
        "2026-11-21T10:00:00.000001Z",
        "{\"changes\":{\"description\":\"" + position + "\"}}",
        "{\"principal\":\"key:root\"}");
  }

  /** Adds events and rings once. */
  void add(int count) {
    for (int i = 0; i < count; i++) {
      rows.add(event(rows.size() + 1));
    }
    listeners.forEach(Runnable::run);
  }

  /** Changes history. */
  void replace(int index, RecordedEvent event) {
    rows.set(index, event);
  }

  /** Loses the last events. */
  void cutTo(int count) {
    while (rows.size() > count) {
      rows.remove(rows.size() - 1);
    }
  }

  List<RecordedEvent> all() {
    return List.copyOf(rows);
  }

  @Override
  public long head() {
    return rows.size();
  }

  @Override
  public List<RecordedEvent> after(long position, int limit) {
    return rows.stream().filter(row -> row.position() > position).limit(limit).toList();
  }

  @Override
  public List<RecordedEvent> ofStream(String aggregateId, long sequence, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalLong firstAtOrAfter(Instant time) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Arrivals onArrival(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
