package io.annals.eventstore;

import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.axonframework.common.Registration;

/** The events of an engine as rows, without making messages of them. */
public final class StoredEventLog implements EventLog {
  private final EventSource reader;
  private final EventTail tail;

  /**
   * @param engine in use for as long as this is; the caller closes it
   */
  public StoredEventLog(StreamedEngine engine) {
    this.reader = engine.source();
    this.tail = engine.tail();
  }

  @Override
  public long head() {
    return tail.head();
  }

  @Override
  public List<RecordedEvent> after(long position, int limit) {
    return records(reader.pageAfter(position, limit));
  }

  @Override
  public List<RecordedEvent> ofStream(String aggregateId, long sequence, int limit) {
    return records(reader.streamFrom(aggregateId, sequence, limit));
  }

  @Override
  public OptionalLong firstAtOrAfter(Instant time) {
    return reader.firstAtOrAfter(time);
  }

  @Override
  public Arrivals onArrival(Runnable listener) {
    Registration registration = tail.onArrival(listener);
    return registration::cancel;
  }

  private static List<RecordedEvent> records(List<EventSource.Positioned> rows) {
    return rows.stream().map(found -> found.row().recorded(found.position())).toList();
  }
}
