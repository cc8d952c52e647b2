package io.annals.dialect.nativeapi;

import io.annals.api.log.EventLog;
import io.annals.api.log.RecordedEvent;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A log in memory, of as many events as a test has put there. */
final class FakeLog implements EventLog {
  private volatile List<RecordedEvent> events = List.of();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong read = new AtomicLong();
  private volatile boolean failing;

  void reset() {
    events = List.of();
    read.set(0);
    failing = false;
  }

  /** Adds an event at the next position and rings. */
  void add(String stream, String type, String time, String payload, String metadata) {
    append(stream, type, time, payload, metadata);
    listeners.forEach(Runnable::run);
  }

  private synchronized void append(
      String stream, String type, String time, String payload, String metadata) {
    long sequence = events.stream().filter(e -> e.aggregateId().equals(stream)).count();
    String aggregate =
        type.startsWith("Workflow")
            ? "Workflow"
            : type.startsWith("Secret") ? "NamespaceSecrets" : "Function";
    grow(
        List.of(
            new RecordedEvent(
                events.size() + 1,
                stream,
                sequence,
                aggregate,
                "0190f0a2-0000-7000-8000-%012d".formatted(events.size() + 1),
                type,
                "1",
                time,
                payload,
                metadata)));
  }

  /** Adds many events at once. */
  void addAll(List<RecordedEvent> more) {
    grow(more);
    listeners.forEach(Runnable::run);
  }

  private synchronized void grow(List<RecordedEvent> more) {
    List<RecordedEvent> all = new ArrayList<>(events);
    all.addAll(more);
    events = all;
  }

  void fail(boolean now) {
    failing = now;
  }

  /** The last position that anybody has read. */
  long read() {
    return read.get();
  }

  @Override
  public long head() {
    return events.size();
  }

  @Override
  public List<RecordedEvent> after(long position, int limit) {
    refuse();
    List<RecordedEvent> now = events;
    int from = (int) Math.min(position, now.size());
    List<RecordedEvent> page = now.subList(from, Math.min(now.size(), from + limit));
    read.accumulateAndGet(from + page.size(), Math::max);
    return List.copyOf(page);
  }

  @Override
  public List<RecordedEvent> ofStream(String aggregateId, long sequence, int limit) {
    refuse();
    return events.stream()
        .filter(e -> e.aggregateId().equals(aggregateId) && e.sequence() >= sequence)
        .limit(limit)
        .toList();
  }

  @Override
  public OptionalLong firstAtOrAfter(Instant time) {
    refuse();
    return events.stream()
        .filter(e -> !Instant.parse(e.time()).isBefore(time))
        .mapToLong(RecordedEvent::position)
        .findFirst();
  }

  @Override
  public Arrivals onArrival(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void refuse() {
    if (failing) {
      throw ProblemException.of(ProblemType.UNAVAILABLE, "Events cannot be read just now.");
    }
  }
}
