package io.annals.eventstore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.axoniq.axonserver.connector.event.AggregateEventStream;
import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads events of Axon Server. It counts them from 0, the registry from 1.
 *
 * <p>Axon Server does not say where among all events one of an aggregate stands. That is looked for
 * by the event's time, and remembered.
 */
final class AxonServerReader implements EventSource {
  /** How far the clocks of nodes may differ before an event is looked for in the wrong place. */
  private static final Duration CLOCKS_AGREE = Duration.ofMinutes(5);

  private static final int SMALLEST_BUFFER = 64;
  private static final int POSITIONS = 50_000;

  private final AxonServerLink link;
  private final LongSupplier known;
  private final Cache<String, Long> positions =
      Caffeine.newBuilder().maximumSize(POSITIONS).build();

  /**
   * @param known how far the events reach at least; cheap
   */
  AxonServerReader(AxonServerLink link, LongSupplier known) {
    this.link = link;
    this.known = known;
  }

  @Override
  public List<Positioned> pageAfter(long after, int limit) {
    long position = Math.max(0, after);
    long end = known.getAsLong();
    if (position >= end) {
      end = head();
    }
    int wanted = (int) Math.min(Math.min(limit, EventPages.SIZE), end - position);
    if (wanted <= 0) {
      return List.of();
    }
    try (EventStreamUse use = new EventStreamUse(position, wanted)) {
      return use.take(wanted);
    }
  }

  /** One use of a stream of all events, which is closed after it. */
  private final class EventStreamUse implements AutoCloseable {
    private final EventStream stream;

    EventStreamUse(long position, int wanted) {
      try {
        this.stream = link.events().openStream(position - 1, Math.max(SMALLEST_BUFFER, wanted));
      } catch (RuntimeException e) {
        throw AxonServerFaults.ofRead(e);
      }
    }

    List<Positioned> take(int wanted) {
      List<Positioned> rows = new ArrayList<>(wanted);
      long bytes = 0;
      while (rows.size() < wanted && bytes < EventPages.BYTES) {
        EventWithToken next = next();
        EventRow row = AxonServerEvents.row(next.getEvent());
        rows.add(new Positioned(next.getToken() + 1, row));
        bytes += row.weight();
      }
      return rows;
    }

    private EventWithToken next() {
      EventWithToken next;
      try {
        next = stream.nextIfAvailable(AxonServerLink.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw AxonServerFaults.ofRead(e);
      } catch (RuntimeException e) {
        throw AxonServerFaults.ofRead(e);
      }
      if (next == null) {
        throw AxonServerFaults.ofRead(stream.getError().orElse(null));
      }
      return next;
    }

    @Override
    public void close() {
      stream.close();
    }
  }

  @Override
  public Stream<EventRow> wholeStream(String aggregateId, long sequence) {
    return rows(aggregateId, sequence).map(AxonServerEvents::row);
  }

  private Stream<Event> rows(String aggregateId, long sequence) {
    AggregateEventStream stream;
    try {
      stream = link.events().openAggregateStream(aggregateId, Math.max(0, sequence));
    } catch (RuntimeException e) {
      throw AxonServerFaults.ofRead(e);
    }
    return stream(stream).onClose(stream::cancel);
  }

  private static Stream<Event> stream(AggregateEventStream source) {
    Iterator<Event> events =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            try {
              return source.hasNext();
            } catch (RuntimeException e) {
              throw AxonServerFaults.ofRead(e);
            }
          }

          @Override
          public Event next() {
            try {
              return source.next();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw AxonServerFaults.ofRead(e);
            }
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(events, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public List<Positioned> streamFrom(String aggregateId, long sequence, int limit) {
    List<Event> events;
    try (Stream<Event> stream = rows(aggregateId, sequence)) {
      events = stream.limit(Math.min(limit, EventPages.SIZE)).toList();
    }
    List<Positioned> found = new ArrayList<>(events.size());
    for (Event event : events) {
      found.add(new Positioned(positionOf(event), AxonServerEvents.row(event)));
    }
    return found;
  }

  private long positionOf(Event event) {
    Long remembered = positions.getIfPresent(event.getMessageIdentifier());
    if (remembered != null) {
      return remembered;
    }
    long late = CLOCKS_AGREE.toMillis();
    OptionalLong found = lookFor(event, event.getTimestamp(), event.getTimestamp() + late);
    if (found.isEmpty()) {
      found = lookFor(event, event.getTimestamp() - late, Long.MAX_VALUE);
    }
    return found.orElseThrow(() -> AxonServerFaults.ofRead(null));
  }

  /** Reads from a time on, and remembers all of the aggregate that it meets. */
  private OptionalLong lookFor(Event event, long from, long until) {
    long position = before(from);
    while (true) {
      List<Positioned> page = pageAfter(position, SMALLEST_BUFFER);
      for (Positioned found : page) {
        if (found.row().aggregateId().equals(event.getAggregateIdentifier())) {
          positions.put(found.row().eventId(), found.position());
        }
        if (found.row().eventId().equals(event.getMessageIdentifier())) {
          return OptionalLong.of(found.position());
        }
        position = found.position();
      }
      if (page.isEmpty() || time(page.get(page.size() - 1)).toEpochMilli() > until) {
        return OptionalLong.empty();
      }
    }
  }

  /** A position that lies before the first event of this time or later, if not by much. */
  private long before(long millis) {
    long token = AxonServerLink.read(link.events().getTokenAt(millis));
    return Math.max(0, token - 1);
  }

  private static Instant time(Positioned found) {
    return Instant.parse(found.row().time());
  }

  @Override
  public Optional<EventRow> snapshot(String aggregateId) {
    AggregateEventStream stream;
    try {
      stream = link.events().loadSnapshot(aggregateId);
    } catch (RuntimeException e) {
      throw AxonServerFaults.ofRead(e);
    }
    try (Stream<Event> newest = stream(stream).onClose(stream::cancel)) {
      return newest.findFirst().map(AxonServerEvents::row);
    }
  }

  @Override
  public long head() {
    return AxonServerLink.read(link.events().getLastToken()) + 1;
  }

  @Override
  public OptionalLong lastSequence(String aggregateId) {
    long last = AxonServerLink.read(link.events().findHighestSequence(aggregateId));
    return last < 0 ? OptionalLong.empty() : OptionalLong.of(last);
  }

  @Override
  public OptionalLong firstAtOrAfter(Instant time) {
    long position = before(time.toEpochMilli());
    while (true) {
      List<Positioned> page = pageAfter(position, SMALLEST_BUFFER);
      for (Positioned found : page) {
        if (!time(found).isBefore(time)) {
          return OptionalLong.of(found.position());
        }
        position = found.position();
      }
      if (page.isEmpty()) {
        return OptionalLong.empty();
      }
    }
  }
}
