package io.annals.eventstore;

import static io.annals.eventstore.EngineContract.appendStream;
import static io.annals.eventstore.EngineContract.inParallel;
import static io.annals.eventstore.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What streams promise on every database. */
abstract class StreamContract {
  /** Small, so that streams cross the border between memory and table often. */
  private static final int HELD_IN_MEMORY = 50;

  EventDatabase database;
  GroupCommitEngine engine;
  WokenEventStore store;

  abstract EventDatabase open();

  @BeforeEach
  void openStore() {
    database = open();
    engine = Samples.engine(database).tail(HELD_IN_MEMORY, 1 << 20).build();
    store = WokenEventStore.builder(engine).build();
  }

  @AfterEach
  void closeStore() {
    engine.close();
    database.close();
  }

  @Test
  void readersThatStartAnywhereSeeEveryEventOnceAndInOrderWhileWritersRun() throws Exception {
    int before = 700;
    int writers = 8;
    int each = 150;
    int total = before + writers * each;
    engine.appendEvents(LongStream.range(0, before).mapToObj(i -> event("old", i)).toList());
    ExecutorService readers = Executors.newFixedThreadPool(3);
    List<Future<List<Long>>> positions =
        LongStream.of(0, 350, before)
            .mapToObj(start -> readers.submit(() -> positionsFrom(start, total)))
            .toList();

    assertThat(inParallel(writers, w -> appendStream(engine, "agg-" + w, 0, each))).isEmpty();

    long[] starts = {0, 350, before};
    for (int i = 0; i < starts.length; i++) {
      assertThat(positions.get(i).get())
          .containsExactlyElementsOf(LongStream.rangeClosed(starts[i] + 1, total).boxed().toList());
    }
    readers.shutdown();
  }

  private List<Long> positionsFrom(long start, int end) throws InterruptedException {
    var token = start == 0 ? null : new GlobalSequenceTrackingToken(start);
    try (BlockingStream<TrackedEventMessage<?>> stream = store.openStream(token)) {
      return Samples.read(stream, (int) (end - start)).stream().map(Samples::position).toList();
    }
  }

  @Test
  void theNewestEventsComeFromMemoryAsTheObjectsThatWereAppended() throws Exception {
    try (BlockingStream<TrackedEventMessage<?>> stream = store.openStream(null)) {
      EventMessage<?> written = event("a", 0);
      store.publish(written);
      assertThat(stream.peek()).isPresent();
      TrackedEventMessage<?> read = stream.nextAvailable();
      assertThat(read.getPayload()).isSameAs(written.getPayload());
      assertThat(read.trackingToken()).isEqualTo(new GlobalSequenceTrackingToken(1));
      assertThat(stream.peek()).isEmpty();
    }
  }

  @Test
  void aCallbackIsCalledByTheAppendAndAtOnceWhereEventsWait() {
    AtomicInteger calls = new AtomicInteger();
    BlockingStream<TrackedEventMessage<?>> stream = store.openStream(null);
    assertThat(stream.setOnAvailableCallback(calls::incrementAndGet)).isTrue();
    assertThat(calls).hasValue(0);
    engine.appendEvents(event("a", 0));
    assertThat(calls.get()).isPositive();

    AtomicInteger late = new AtomicInteger();
    assertThat(stream.setOnAvailableCallback(late::incrementAndGet)).isTrue();
    assertThat(late).hasValue(1);

    stream.close();
    int after = late.get();
    engine.appendEvents(event("a", 1));
    assertThat(late).hasValue(after);
  }

  @Test
  void aBrokenCallbackHarmsNeitherAppendsNorOtherStreams() {
    AtomicInteger calls = new AtomicInteger();
    try (BlockingStream<TrackedEventMessage<?>> broken = store.openStream(null);
        BlockingStream<TrackedEventMessage<?>> sound = store.openStream(null)) {
      broken.setOnAvailableCallback(
          () -> {
            throw new IllegalStateException("rejected");
          });
      sound.setOnAvailableCallback(calls::incrementAndGet);
      engine.appendEvents(event("a", 0));
      assertThat(calls.get()).isPositive();
    }
  }

  @Test
  void aBlockedReaderIsWokenByAnAppendAndByClose() throws Exception {
    BlockingStream<TrackedEventMessage<?>> stream = store.openStream(null);
    assertThat(stream.hasNextAvailable()).isFalse();
    assertThat(stream.hasNextAvailable(1, TimeUnit.MILLISECONDS)).isFalse();

    CompletableFuture<TrackedEventMessage<?>> next = new CompletableFuture<>();
    Thread reader = new Thread(() -> complete(next, stream));
    reader.start();
    await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
    engine.appendEvents(event("a", 0));
    assertThat(Samples.text(next.get(10, TimeUnit.SECONDS))).isEqualTo("a#0");

    CompletableFuture<TrackedEventMessage<?>> never = new CompletableFuture<>();
    Thread blocked = new Thread(() -> complete(never, stream));
    blocked.start();
    await().until(() -> blocked.getState() == Thread.State.TIMED_WAITING);
    stream.close();
    assertThatThrownBy(() -> never.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(stream.hasNextAvailable(1, TimeUnit.HOURS)).isFalse();
  }

  private static void complete(
      CompletableFuture<TrackedEventMessage<?>> result,
      BlockingStream<TrackedEventMessage<?>> stream) {
    try {
      result.complete(stream.nextAvailable());
    } catch (InterruptedException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  @Test
  void aPooledProcessorHandlesEveryEventOnceAndInOrder() throws Exception {
    List<Long> handled = new CopyOnWriteArrayList<>();
    PooledStreamingEventProcessor processor =
        PooledStreamingEventProcessor.builder()
            .name("views")
            .messageSource(store)
            .tokenStore(new InMemoryTokenStore())
            .transactionManager(NoTransactionManager.instance())
            .eventHandlerInvoker(
                SimpleEventHandlerInvoker.builder().eventHandlers(new Recorder(handled)).build())
            .coordinatorExecutor(name -> Executors.newScheduledThreadPool(1))
            .workerExecutor(name -> Executors.newScheduledThreadPool(1))
            .initialSegmentCount(1)
            .build();
    appendStream(engine, "before", 0, 100);
    processor.start();
    try {
      inParallel(4, w -> appendStream(engine, "agg-" + w, 0, 100));
      await().until(() -> handled.size() >= 500);
      assertThat(handled)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 500).boxed().toList());
    } finally {
      processor.shutDown();
    }
  }

  /** Notes the position of each event. */
  static final class Recorder {
    private final List<Long> positions;

    Recorder(List<Long> positions) {
      this.positions = positions;
    }

    @EventHandler
    void on(Samples.Noted event, TrackingToken token) {
      positions.add(StreamedEngine.position(token));
    }
  }

  @Test
  void allEventsOfAUnitOfWorkAreStoredTogetherOrNotAtAll() {
    engine.appendEvents(event("name", 0));
    UnitOfWork<?> conflicting = DefaultUnitOfWork.startAndGet(null);
    store.publish(event("function", 0));
    store.publish(event("name", 0));
    assertThatThrownBy(conflicting::commit).isInstanceOf(AggregateStreamCreationException.class);
    assertThat(engine.readEvents("function").hasNext()).isFalse();
    assertThat(engine.headPosition()).isEqualTo(1);

    UnitOfWork<?> good = DefaultUnitOfWork.startAndGet(null);
    store.publish(event("function", 0));
    store.publish(event("other name", 0));
    assertThat(engine.headPosition()).isEqualTo(1);
    good.commit();
    assertThat(engine.headPosition()).isEqualTo(3);
  }
}
