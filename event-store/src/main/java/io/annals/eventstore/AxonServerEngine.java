package io.annals.eventstore;

import io.annals.api.serialization.EventTypes;
import io.axoniq.axonserver.connector.event.AppendEventsTransaction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events and snapshots in a context of Axon Server that is the registry's alone. When an append
 * returns, Axon Server has confirmed it, which is before its own fsync; streams of this engine are
 * told when the event comes back from there.
 *
 * <p>Thread-safe. Appends throw:
 *
 * <ul>
 *   <li>{@link org.axonframework.modelling.command.ConcurrencyException} if an event is not the
 *       next of its stream; nothing of the append is stored
 *   <li>{@link io.annals.api.problem.ProblemException} of type UNAVAILABLE when there was no
 *       confirmation: of this append all or nothing may turn out to be stored
 * </ul>
 *
 * <p>Meters: {@code annals.events.appended}, {@code annals.events.commit}, {@code
 * annals.events.conflicts} and {@code annals.events.failures}, as {@link GroupCommitEngine} has
 * them.
 */
public final class AxonServerEngine extends StreamedEngine {
  private static final Logger log = LoggerFactory.getLogger(AxonServerEngine.class);

  /** How long the store counts as closed after an append failed, until the next one may try. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final AxonServerLink link;
  private final EventTail tail;
  private final AxonServerReader reader;
  private final AxonServerArrivals arrivals;
  private final Counter appended;
  private final Counter conflicts;
  private final Counter failures;
  private final Timer commit;
  private volatile @Nullable StoreHealth failed;
  private volatile long restUntil;

  private AxonServerEngine(
      AxonServerLink link, Serializer serializer, MeterRegistry meters, int recentEvents) {
    super(serializer, serializer, NoOpEventUpcaster.INSTANCE, SnapshotFilter.allowAll());
    this.link = link;
    long head = new AxonServerReader(link, () -> 0).head();
    this.tail = new EventTail(head, recentEvents, EventTail.MAX_BYTES);
    this.reader = new AxonServerReader(link, tail::head);
    this.appended = Counter.builder("annals.events.appended").baseUnit("events").register(meters);
    this.conflicts =
        Counter.builder("annals.events.conflicts").baseUnit("appends").register(meters);
    this.failures = Counter.builder("annals.events.failures").baseUnit("batches").register(meters);
    this.commit =
        Timer.builder("annals.events.commit").publishPercentiles(0.5, 0.99).register(meters);
    this.arrivals = new AxonServerArrivals(link, tail, this::messages);
  }

  /**
   * Opens the store.
   *
   * @param link open for as long as the engine is; the caller closes it
   * @param serializer what writes payloads as JSON text, and reads them
   * @param follows whether many will follow the newest events here, so that they stay in memory
   * @throws AxonServerUnusableException if the context holds what is no registry
   */
  public static AxonServerEngine open(
      AxonServerLink link, Serializer serializer, MeterRegistry meters, boolean follows) {
    AxonServerEngine engine =
        new AxonServerEngine(link, serializer, meters, follows ? EventTail.MAX_EVENTS : 1);
    requireRegistry(engine.reader);
    engine.arrivals.start();
    return engine;
  }

  /** An older server has one context whatever it is asked for, which others may use already. */
  static void requireRegistry(EventSource source) {
    source.pageAfter(0, 1).stream()
        .map(found -> found.row().type())
        .filter(type -> EventTypes.classOf(type).isEmpty())
        .findFirst()
        .ifPresent(
            type -> {
              throw new AxonServerUnusableException(
                  "The context of Axon Server holds events of another application (the first is a "
                      + type
                      + "). Give the registry a context of its own; an Axon Server that has but"
                      + " one context needs to be the registry's alone.",
                  null);
            });
  }

  @Override
  public void appendEvents(List<? extends EventMessage<?>> events) {
    if (events.isEmpty()) {
      return;
    }
    long begun = System.nanoTime();
    try {
      AppendEventsTransaction transaction = link.events().startAppendEventsTransaction();
      for (EventMessage<?> event : events) {
        transaction.appendEvent(AxonServerEvents.of(event, eventSerializer()));
      }
      var confirmation = AxonServerLink.answer(transaction.commit(), AxonServerLink.PATIENCE);
      if (confirmation == null || !confirmation.getSuccess()) {
        throw new IllegalStateException("Axon Server did not confirm the events");
      }
    } catch (RuntimeException e) {
      throw failed(e);
    }
    failed = null;
    appended.increment(events.size());
    commit.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
  }

  private RuntimeException failed(RuntimeException failure) {
    Throwable cause =
        failure instanceof AxonServerLink.LinkException ? failure.getCause() : failure;
    if (AxonServerFaults.isConflict(cause)) {
      conflicts.increment();
    } else {
      failures.increment();
      if (AxonServerFaults.isOfTheServer(cause)) {
        restUntil = System.nanoTime() + REST.toNanos();
        StoreHealth bad = StoreHealth.bad(link.sentence(cause));
        log.warn("Axon Server did not confirm events: {}", bad.sentence());
        failed = bad;
      }
    }
    return AxonServerFaults.ofAppend(cause);
  }

  /** Sends the snapshot and does not wait; one that cannot be kept is dropped. */
  @Override
  public void storeSnapshot(DomainEventMessage<?> snapshot) {
    link.events()
        .appendSnapshot(AxonServerEvents.of(snapshot, snapshotSerializer()))
        .whenComplete(
            (confirmation, failure) -> {
              if (failure != null) {
                log.debug(
                    "A snapshot of {} was dropped: {}",
                    snapshot.getAggregateIdentifier(),
                    failure.getMessage());
              }
            });
  }

  /** As the connection and the newest append found it; a while after a failure, well again. */
  @Override
  public StoreHealth health() {
    StoreHealth heard = arrivals.health();
    StoreHealth bad = failed;
    return heard.up() && bad != null && System.nanoTime() < restUntil ? bad : heard;
  }

  @Override
  EventSource source() {
    return reader;
  }

  @Override
  EventTail tail() {
    return tail;
  }

  /** Stops following; appends under way end by themselves. */
  @Override
  public void close() {
    arrivals.close();
  }
}
