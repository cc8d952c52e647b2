package io.annals.eventstore;

import io.annals.api.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.jspecify.annotations.Nullable;

/**
 * Axon's storage engine over SQLite or PostgreSQL with group commit: the appends of all callers
 * that wait at the same time share one transaction and one fsync, and each of them succeeds or
 * conflicts on its own.
 *
 * <p>Events are numbered densely from 1 in the order of commit, on every node of a PostgreSQL
 * database; that position is the tracking token. When an append returns, its events are on disk and
 * streams of this engine have been told.
 *
 * <p>Thread-safe. An append blocks its caller without holding a monitor, so virtual threads may
 * call. Appends throw:
 *
 * <ul>
 *   <li>{@link org.axonframework.modelling.command.AggregateStreamCreationException} if the stream
 *       exists and {@link org.axonframework.modelling.command.ConcurrencyException} if an event is
 *       not the next of its stream; nothing of the append is stored, and its neighbours are not
 *       touched
 *   <li>{@link ProblemException} of type OVERLOADED when too much waits; nothing is stored
 *   <li>{@link ProblemException} of type UNAVAILABLE when the store failed; what was acknowledged
 *       before is kept, and of this append all or nothing may turn out to be stored
 * </ul>
 *
 * <p>Meters, all without tags:
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><td>{@code annals.events.appended}</td><td>counter</td><td>events stored</td></tr>
 *   <tr><td>{@code annals.events.batch.size}</td><td>distribution</td><td>events in a
 *       transaction</td></tr>
 *   <tr><td>{@code annals.events.commit}</td><td>timer</td><td>one transaction, from taking the
 *       lock to having released the callers</td></tr>
 *   <tr><td>{@code annals.events.queue}</td><td>gauge</td><td>appends and snapshots that
 *       wait</td></tr>
 *   <tr><td>{@code annals.events.conflicts}</td><td>counter</td><td>appends refused as
 *       conflicts</td></tr>
 *   <tr><td>{@code annals.events.failures}</td><td>counter</td><td>transactions lost to a failing
 *       store</td></tr>
 * </table>
 */
public final class GroupCommitEngine extends StreamedEngine {
  private final EventReader reader;
  private final EventTail tail;
  private final EventWriter writer;
  private final @Nullable ForeignAppends foreignAppends;

  private GroupCommitEngine(Builder builder) {
    super(
        Objects.requireNonNull(builder.eventSerializer, "eventSerializer"),
        Objects.requireNonNull(builder.snapshotSerializer, "snapshotSerializer"),
        builder.upcasters,
        builder.snapshotFilter);
    EventDatabase database = builder.database;
    this.reader = new EventReader(database);
    this.tail = new EventTail(reader.head(), builder.tailEvents, builder.tailBytes);
    String node = UUID.randomUUID().toString();
    BlockingQueue<Work> queue = new LinkedBlockingQueue<>(builder.queueCapacity);
    StoreMeters meters = new StoreMeters(Objects.requireNonNull(builder.meters, "meters"), queue);
    Ledger ledger = new Ledger(database, tail, meters, node);
    this.writer = new EventWriter(database.sql(), ledger, queue, meters);
    var listeners = database.listeners();
    this.foreignAppends =
        listeners == null ? null : new ForeignAppends(listeners, tail, node, writer::doubt);
    writer.start();
    if (foreignAppends != null) {
      foreignAppends.start();
    }
  }

  /** Starts the making of an engine on an open database, which the caller closes after it. */
  public static Builder builder(EventDatabase database) {
    return new Builder(database);
  }

  @Override
  public void appendEvents(List<? extends EventMessage<?>> events) {
    if (events.isEmpty()) {
      return;
    }
    List<EventRow> rows = new ArrayList<>(events.size());
    for (EventMessage<?> event : events) {
      rows.add(EventRow.of(event, eventSerializer()));
    }
    writer.append(new Work.Append(rows, List.copyOf(events)));
  }

  /**
   * Keeps the snapshot if it is newer than the one there is. Returns before it is stored: a
   * snapshot that cannot be kept, or for which there is no room just now, is dropped.
   */
  @Override
  public void storeSnapshot(DomainEventMessage<?> snapshot) {
    writer.keep(new Work.Snapshot(EventRow.of(snapshot, snapshotSerializer())));
  }

  @Override
  public StoreHealth health() {
    return writer.health();
  }

  /**
   * Refuses new appends, writes those that wait, and ends the threads; takes seconds at most. Reads
   * go on until the database is closed.
   */
  @Override
  public void close() {
    writer.close();
    if (foreignAppends != null) {
      foreignAppends.close();
    }
  }

  @Override
  EventSource source() {
    return reader;
  }

  @Override
  EventTail tail() {
    return tail;
  }

  /** Makes a {@link GroupCommitEngine}; both serializers and the meters must be given. */
  public static final class Builder {
    private final EventDatabase database;
    private @Nullable Serializer eventSerializer;
    private @Nullable Serializer snapshotSerializer;
    private @Nullable MeterRegistry meters;
    private EventUpcaster upcasters = NoOpEventUpcaster.INSTANCE;
    private SnapshotFilter snapshotFilter = SnapshotFilter.allowAll();
    private int queueCapacity = 4_096;
    private int tailEvents = EventTail.MAX_EVENTS;
    private long tailBytes = EventTail.MAX_BYTES;

    private Builder(EventDatabase database) {
      this.database = database;
    }

    /** What writes payload and metadata of events as JSON text, and reads them. */
    public Builder eventSerializer(Serializer serializer) {
      this.eventSerializer = serializer;
      return this;
    }

    /** What writes snapshots as JSON text, and reads them. */
    public Builder snapshotSerializer(Serializer serializer) {
      this.snapshotSerializer = serializer;
      return this;
    }

    /** Where the meters are registered. */
    public Builder meters(MeterRegistry registry) {
      this.meters = registry;
      return this;
    }

    /** What brings stored events of older revisions to the present shape; none by default. */
    public Builder upcasters(EventUpcaster chain) {
      this.upcasters = chain;
      return this;
    }

    /** Which stored snapshots are fit for use; all by default. */
    public Builder snapshotFilter(SnapshotFilter filter) {
      this.snapshotFilter = filter;
      return this;
    }

    /** How many appends may wait before more are refused as OVERLOADED; 4096 by default. */
    public Builder queueCapacity(int appends) {
      this.queueCapacity = appends;
      return this;
    }

    Builder tail(int maxEvents, long maxBytes) {
      this.tailEvents = maxEvents;
      this.tailBytes = maxBytes;
      return this;
    }

    /**
     * Opens the engine and starts its threads.
     *
     * @throws NullPointerException if a serializer or the meters are missing
     * @throws ProblemException of type UNAVAILABLE if the database does not answer
     */
    public GroupCommitEngine build() {
      return new GroupCommitEngine(this);
    }
  }
}
