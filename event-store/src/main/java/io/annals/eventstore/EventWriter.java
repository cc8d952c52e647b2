package io.annals.eventstore;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.eventstore.StoreSql.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes events. It takes everything that waits into one transaction, so that
 * many callers share one commit, and knows whether the store takes writes.
 *
 * <p>Its public methods are thread-safe; everything else runs on its thread.
 */
final class EventWriter {
  /** Events in one transaction, unless a single append has more. */
  static final int MAX_BATCH_EVENTS = 512;

  /** Bytes in one transaction, unless a single append has more. */
  static final long MAX_BATCH_BYTES = 8L << 20;

  /** Bytes that may wait, whatever their number. */
  static final long MAX_WAITING_BYTES = 64L << 20;

  /** How often a store that is down is tried. */
  static final Duration PROBE_PERIOD = Duration.ofMillis(500);

  /** How long a close waits for what is under way. */
  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /** A transaction that takes so long is not told from one that never ends. */
  static final Duration STALLED = Duration.ofSeconds(5);

  private static final long IDLE = Long.MIN_VALUE;

  /** How often events are tried that the table has no place for, though their stream has. */
  private static final int MAX_ATTEMPTS = 4;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

  private final BlockingQueue<Work> queue;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final ArrayDeque<Work> taken = new ArrayDeque<>();
  private final Ledger ledger;
  private final StoreSql sql;
  private final StoreMeters meters;
  private final Thread thread;
  private volatile StoreHealth health = StoreHealth.good();
  private volatile long busySince = IDLE;
  private volatile boolean closing;
  private volatile boolean ended;
  private long nextProbe;

  EventWriter(StoreSql sql, Ledger ledger, BlockingQueue<Work> queue, StoreMeters meters) {
    this.sql = sql;
    this.ledger = ledger;
    this.queue = queue;
    this.meters = meters;
    this.thread = new Thread(this::run, "annals-event-writer");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** As the last write found it; also not well while one takes longer than any should. */
  StoreHealth health() {
    long begun = busySince;
    long busy = begun == IDLE ? 0 : System.nanoTime() - begun;
    if (busy > STALLED.toNanos() && health.up()) {
      return new StoreHealth(
          false,
          Instant.now().minusNanos(busy),
          "The event store has not answered for "
              + STALLED.toSeconds()
              + " seconds. Check its disk, or the way to it; it recovers by itself.");
    }
    return health;
  }

  /**
   * Returns when the events are durable and streams have been told.
   *
   * @throws ProblemException if they were not stored, or (UNAVAILABLE) perhaps not
   */
  void append(Work.Append append) {
    StoreHealth state = health();
    if (closing) {
      throw closed().get();
    }
    if (!state.up()) {
      throw unavailable(state.sentence(), null).get();
    }
    long weight = append.weight();
    if (waitingBytes.addAndGet(weight) > MAX_WAITING_BYTES && waitingBytes.get() > weight) {
      waitingBytes.addAndGet(-weight);
      throw overloaded();
    }
    if (!queue.offer(append)) {
      waitingBytes.addAndGet(-weight);
      throw overloaded();
    }
    if (ended && queue.remove(append)) {
      throw closed().get();
    }
    Supplier<RuntimeException> refusal = append.outcome().join();
    if (refusal != null) {
      throw refusal.get();
    }
  }

  /** Keeps the snapshot sometime soon; drops it where there is no room. */
  void keep(Work.Snapshot snapshot) {
    if (closing || !health.up() || !queue.offer(snapshot)) {
      log.debug("A snapshot of {} was dropped.", snapshot.row().aggregateId());
    }
  }

  /** Has the store tried soon, also if nobody appends: there is reason to think it is gone. */
  void doubt() {
    if (!queue.offer(new Work.Wake())) {
      log.debug("No need to try the store: appends do.");
    }
  }

  /** Stops taking work, writes what waits, and closes the connection. */
  void close() {
    closing = true;
    // A full queue keeps the writer awake anyway.
    boolean woken = queue.offer(new Work.Wake());
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("The event writer did not end in time (woken: {}).", woken);
    }
  }

  private void run() {
    while (!(closing && taken.isEmpty() && queue.isEmpty())) {
      try {
        step();
      } catch (InterruptedException e) {
        log.warn("The event writer was interrupted; it ends only by being closed.");
      } catch (Throwable e) {
        log.error("The event writer met a defect and goes on.", e);
      }
    }
    ended = true;
    while (!queue.isEmpty()) {
      if (queue.poll() instanceof Work.Append late) {
        late.fail(closed());
      }
    }
    ledger.close();
  }

  private void step() throws InterruptedException {
    if (taken.isEmpty()) {
      Work first =
          health.up()
              ? queue.take()
              : queue.poll(Math.max(0, nextProbe - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (first != null) {
        taken.add(first);
        queue.drainTo(taken, MAX_BATCH_EVENTS);
      }
    }
    List<Work.Append> appends = new ArrayList<>();
    List<Work.Snapshot> snapshots = new ArrayList<>();
    busySince = System.nanoTime();
    try {
      take(appends, snapshots);
      if (!health.up()) {
        fail(appends, unavailable(health.sentence(), null));
        if (System.nanoTime() >= nextProbe) {
          tryRecover();
        }
      } else if (!appends.isEmpty() || !snapshots.isEmpty()) {
        write(appends, snapshots, 1);
      } else if (!closing) {
        verify();
      }
    } catch (Throwable e) {
      // Whatever it is, for instance a lack of memory: nobody may wait for ever.
      fail(appends, unavailable("The event store failed. Look at the server's log.", e));
      throw e;
    } finally {
      busySince = IDLE;
    }
  }

  private void take(List<Work.Append> appends, List<Work.Snapshot> snapshots) {
    long events = 0;
    long bytes = 0;
    while (!taken.isEmpty()) {
      Work next = taken.peekFirst();
      if (next instanceof Work.Append append) {
        events += append.rows().size();
        bytes += append.weight();
        if (!appends.isEmpty() && (events > MAX_BATCH_EVENTS || bytes > MAX_BATCH_BYTES)) {
          return;
        }
        appends.add(append);
        waitingBytes.addAndGet(-append.weight());
      } else if (next instanceof Work.Snapshot snapshot) {
        snapshots.add(snapshot);
      }
      taken.removeFirst();
    }
  }

  private void write(List<Work.Append> appends, List<Work.Snapshot> snapshots, int attempt) {
    try {
      ledger.commit(appends, snapshots);
    } catch (SQLException | RuntimeException e) {
      Fault fault = sql.faultOf(e);
      boolean ownFault = fault == Fault.DUPLICATE || fault == Fault.DATA;
      if (ownFault && undo()) {
        separate(appends, fault, e, attempt);
      } else {
        giveUp(appends, fault, e);
      }
    } catch (Error e) {
      giveUp(appends, Fault.STORE, e);
      throw e;
    }
  }

  /**
   * One append of the batch is at fault, and the database does not say which: each is tried alone.
   * A duplicate means that somebody writes past the lock; the next attempt sees what was written.
   */
  private void separate(List<Work.Append> appends, Fault fault, Exception failure, int attempt) {
    boolean again = appends.size() > 1 || (fault == Fault.DUPLICATE && attempt < MAX_ATTEMPTS);
    if (!again) {
      fail(
          appends,
          () -> new EventStoreException("The database refuses to store these events.", failure));
      return;
    }
    log.warn("A batch was refused; its appends are tried one by one: {}", failure.getMessage());
    for (Work.Append append : appends) {
      if (health.up()) {
        write(List.of(append), List.of(), attempt + 1);
      } else {
        append.fail(unavailable(health.sentence(), null));
      }
    }
  }

  private boolean undo() {
    try {
      ledger.rollback();
      return true;
    } catch (SQLException e) {
      log.warn("A refused batch could not be rolled back.", e);
      return false;
    }
  }

  private void giveUp(List<Work.Append> appends, Fault fault, Throwable failure) {
    meters.failures.increment();
    String sentence = sql.sentenceFor(failure);
    log.error("{} ({} appends failed)", sentence, appends.size(), failure);
    health = StoreHealth.bad(sentence);
    ledger.discard();
    fail(appends, unavailable(sentence, failure));
    if (fault == Fault.CONNECTION) {
      tryRecover();
    } else {
      nextProbe = System.nanoTime() + PROBE_PERIOD.toNanos();
    }
  }

  private void verify() {
    try {
      ledger.recover();
    } catch (SQLException | RuntimeException e) {
      giveUp(List.of(), sql.faultOf(e), e);
    }
  }

  private void tryRecover() {
    try {
      ledger.recover();
      health = StoreHealth.good();
      log.info("The event store takes writes again.");
    } catch (SQLException | RuntimeException e) {
      ledger.discard();
      String sentence = sql.sentenceFor(e);
      if (!sentence.equals(health.sentence())) {
        log.error(sentence, e);
        health = new StoreHealth(false, health.since(), sentence);
      }
    }
    nextProbe = System.nanoTime() + PROBE_PERIOD.toNanos();
  }

  private static void fail(List<Work.Append> appends, Supplier<RuntimeException> exception) {
    appends.forEach(append -> append.fail(exception));
  }

  private static Supplier<RuntimeException> unavailable(
      String sentence, @Nullable Throwable cause) {
    return () -> ProblemException.temporary(ProblemType.UNAVAILABLE, sentence, RETRY_AFTER, cause);
  }

  private static Supplier<RuntimeException> closed() {
    return unavailable("This server is shutting down. Send the request again.", null);
  }

  private static ProblemException overloaded() {
    return ProblemException.temporary(
        ProblemType.OVERLOADED,
        "Too many updates wait to be stored. Nothing was changed; send the request again.",
        RETRY_AFTER,
        null);
  }
}
