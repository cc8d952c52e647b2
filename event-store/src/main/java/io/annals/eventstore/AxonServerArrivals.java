package io.annals.eventstore;

import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the events of Axon Server from the present end on, whoever appends them: one stream for
 * the node, which fills the memory and rings. A stream that breaks is opened anew, from where the
 * memory ends.
 */
final class AxonServerArrivals implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AxonServerArrivals.class);
  private static final int BUFFER = 1_024;
  private static final int AT_ONCE = 256;
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration FIRST_WORD = Duration.ofSeconds(3);

  /** How long the server may say nothing before it is asked whether it is there. */
  private static final int SILENT_LOOKS = 6;

  private final AxonServerLink link;
  private final EventTail tail;
  private final Function<List<EventSource.Positioned>, List<TrackedEventMessage<?>>> messages;
  private final Thread thread = new Thread(this::run, "annals-event-arrivals");
  private volatile StoreHealth health = StoreHealth.good();
  private volatile boolean closing;

  /**
   * @param messages of rows, in their order
   */
  AxonServerArrivals(
      AxonServerLink link,
      EventTail tail,
      Function<List<EventSource.Positioned>, List<TrackedEventMessage<?>>> messages) {
    this.link = link;
    this.tail = tail;
    this.messages = messages;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether the server is heard, and since when it is or is not. */
  StoreHealth health() {
    return health;
  }

  private void run() {
    while (!closing) {
      try {
        follow();
      } catch (RuntimeException e) {
        lose(e);
        pause();
      } catch (InterruptedException e) {
        log.debug("Woken to end.");
      }
    }
  }

  private void lose(RuntimeException failure) {
    if (closing) {
      return;
    }
    String sentence = link.sentence(failure);
    StoreHealth before = health;
    if (before.up()) {
      log.warn(sentence);
      health = StoreHealth.bad(sentence);
    } else {
      health = new StoreHealth(false, before.since(), sentence);
    }
  }

  private void follow() throws InterruptedException {
    ask();
    if (!health.up()) {
      log.info("Axon Server can be used again.");
      health = StoreHealth.good();
    }
    EventStream stream = link.events().openStream(tail.head() - 1, BUFFER, AT_ONCE);
    try {
      int silent = 0;
      while (!closing) {
        EventWithToken first = stream.nextIfAvailable(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          silent = 0;
          publish(first, stream);
        } else if (stream.isClosed()) {
          throw new IllegalStateException(
              "The stream of events ended", stream.getError().orElse(null));
        } else if (++silent >= SILENT_LOOKS) {
          silent = 0;
          if (ask() > tail.head()) {
            // It should have been told: a new stream will be.
            return;
          }
        }
      }
    } finally {
      stream.close();
    }
  }

  /** How far the events reach. */
  private long ask() {
    return AxonServerLink.answer(link.events().getLastToken(), FIRST_WORD) + 1;
  }

  private void publish(EventWithToken first, EventStream stream) {
    List<EventSource.Positioned> rows = new ArrayList<>();
    long expected = first.getToken();
    EventWithToken next = first;
    while (next != null) {
      rows.add(
          new EventSource.Positioned(next.getToken() + 1, AxonServerEvents.row(next.getEvent())));
      if (next.getToken() != expected++) {
        throw new IllegalStateException("Axon Server leaves events out");
      }
      next = rows.size() < AT_ONCE ? stream.nextIfAvailable() : null;
    }
    List<TrackedEventMessage<?>> made = messages.apply(rows);
    if (made.size() == rows.size()) {
      int[] weights = rows.stream().mapToInt(found -> found.row().weight()).toArray();
      tail.publish(rows.get(0).position(), made, weights);
    } else {
      // Upcasters made fewer or more of them: whoever follows reads them from the store.
      tail.advance(rows.get(rows.size() - 1).position());
    }
  }

  private void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    } catch (InterruptedException e) {
      log.debug("Woken to end.");
    }
  }

  /** Stops following. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(2 * LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
