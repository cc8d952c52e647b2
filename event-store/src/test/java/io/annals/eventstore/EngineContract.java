package io.annals.eventstore;

import static io.annals.eventstore.Samples.event;
import static io.annals.eventstore.Samples.eventAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.eventstore.Samples.Noted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine promises on every database. */
abstract class EngineContract {
  EventDatabase database;
  GroupCommitEngine engine;

  abstract EventDatabase open();

  @BeforeEach
  void openEngine() {
    database = open();
    engine = Samples.engine(database).build();
  }

  @AfterEach
  void closeEngine() {
    engine.close();
    database.close();
  }

  @Test
  void anEventIsReadAsItWasAppended() {
    String text = "Grüße, 世界 🌍 \"quoted\" \\ \u0000 \n and half a pair \ud83c.";
    DomainEventMessage<Noted> written =
        event("ключ-1", 0, text).andMetaData(Map.of("source", "tëst"));
    engine.appendEvents(written);

    DomainEventMessage<?> read = engine.readEvents("ключ-1").next();

    assertThat(read.getPayload()).isEqualTo(new Noted(text));
    assertThat(read.getIdentifier()).isEqualTo(written.getIdentifier());
    assertThat(read.getType()).isEqualTo("Note");
    assertThat(read.getSequenceNumber()).isZero();
    assertThat(read.getMetaData())
        .containsExactlyInAnyOrderEntriesOf(Map.of("actor", "ann", "source", "tëst"));
    assertThat(read.getTimestamp()).isEqualTo(EventRow.stored(written.getTimestamp()));
  }

  @Test
  void timesAreKeptToTheMicrosecondInMemoryAndInTheTableAlike() throws Exception {
    Instant precise = Instant.parse("2026-01-02T03:04:05.123456789Z");
    try (WokenStream live = new WokenStream(engine, 0)) {
      engine.appendEvents(eventAt("a", 0, precise));
      Instant expected = Instant.parse("2026-01-02T03:04:05.123456Z");
      assertThat(live.nextAvailable().getTimestamp()).isEqualTo(expected);
      assertThat(engine.readEvents("a").next().getTimestamp()).isEqualTo(expected);
    }
  }

  @Test
  void aLargePayloadIsStoredWhole() {
    String large = "0123456789abcdef".repeat(700_000);
    engine.appendEvents(event("big", 0, large));
    assertThat(engine.readEvents("big").next().getPayload()).isEqualTo(new Noted(large));
  }

  @Test
  void anIdentifierThatNoDatabaseKeepsIsRefused() {
    assertThatThrownBy(() -> engine.appendEvents(event("nul\0", 0)))
        .isInstanceOf(EventStoreException.class);
    assertThatThrownBy(() -> engine.appendEvents(event("half\ud83c", 0)))
        .isInstanceOf(EventStoreException.class);
  }

  @Test
  void positionsAreDenseAndStreamsInOrderUnderManyWriters() throws Exception {
    int writers = 32;
    int each = 60;
    inParallel(writers, w -> appendStream(engine, "agg-" + w, 0, each));

    List<? extends TrackedEventMessage<?>> all = engine.readEvents(null, false).toList();
    assertThat(all.stream().map(Samples::position))
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, (long) writers * each).boxed().toList());
    Map<String, Long> last = new HashMap<>();
    for (TrackedEventMessage<?> message : all) {
      DomainEventMessage<?> event = (DomainEventMessage<?>) message;
      long previous = last.getOrDefault(event.getAggregateIdentifier(), -1L);
      assertThat(event.getSequenceNumber()).isEqualTo(previous + 1);
      last.put(event.getAggregateIdentifier(), event.getSequenceNumber());
    }
    assertThat(engine.headPosition()).isEqualTo((long) writers * each);
  }

  @Test
  void oneOfManyRacersWinsAndInnocentNeighboursAreNotTouched() throws Exception {
    for (int round = 0; round < 20; round++) {
      String contested = "contested-" + round;
      int r = round;
      List<Throwable> failures =
          inParallel(
              16,
              w -> {
                if (w % 2 == 0) {
                  engine.appendEvents(event(contested, 0));
                } else {
                  engine.appendEvents(event("innocent-" + r + "-" + w, 0));
                }
              });
      assertThat(failures).hasSize(7).hasOnlyElementsOfType(AggregateStreamCreationException.class);
    }
    assertThat(engine.headPosition()).isEqualTo(20 * 9);
  }

  @Test
  void aSequenceThatDoesNotFollowIsAConflict() {
    engine.appendEvents(event("a", 0), event("a", 1));
    assertThatThrownBy(() -> engine.appendEvents(event("a", 1)))
        .isInstanceOf(ConcurrencyException.class);
    assertThatThrownBy(() -> engine.appendEvents(event("a", 3)))
        .isInstanceOf(ConcurrencyException.class);
    assertThatThrownBy(() -> engine.appendEvents(event("a", 0)))
        .isInstanceOf(AggregateStreamCreationException.class);
    engine.appendEvents(event("a", 2));
    assertThat(engine.lastSequenceNumberFor("a")).contains(2L);
    assertThat(engine.lastSequenceNumberFor("unknown")).isEmpty();
  }

  @Test
  void eventsOfSeveralAggregatesAreStoredTogetherOrNotAtAll() {
    engine.appendEvents(event("name", 0));
    assertThatThrownBy(() -> engine.appendEvents(event("function", 0), event("name", 0)))
        .isInstanceOf(AggregateStreamCreationException.class);
    assertThat(engine.readEvents("function").hasNext()).isFalse();

    engine.appendEvents(event("function", 0), event("name", 1), event("function", 1));
    assertThat(engine.lastSequenceNumberFor("function")).contains(1L);
    assertThat(engine.headPosition()).isEqualTo(4);
  }

  @Test
  void conflictsAreFoundAlsoByAnEngineThatRemembersNothing() {
    engine.appendEvents(event("a", 0), event("a", 1));
    engine.close();
    engine = Samples.engine(database).build();
    assertThatThrownBy(() -> engine.appendEvents(event("a", 0)))
        .isInstanceOf(AggregateStreamCreationException.class);
    engine.appendEvents(event("a", 2));
    assertThat(engine.headPosition()).isEqualTo(3);
  }

  @Test
  void anEventOfNoAggregateIsAStreamOfItsOwn() {
    EventMessage<Noted> message = GenericEventMessage.asEventMessage(new Noted("alone"));
    engine.appendEvents(message);
    TrackedEventMessage<?> read = engine.readEvents(null, false).findFirst().orElseThrow();
    assertThat(read).isNotInstanceOf(DomainEventMessage.class);
    assertThat(read.getPayload()).isEqualTo(new Noted("alone"));
    assertThat(read.getIdentifier()).isEqualTo(message.getIdentifier());
  }

  @Test
  void aLongStreamIsReadAcrossPages() {
    int count = 2 * EventPages.SIZE + 17;
    engine.appendEvents(LongStream.range(0, count).mapToObj(i -> event("long", i)).toList());
    assertThat(engine.readEvents("long", 5).asStream().map(DomainEventMessage::getSequenceNumber))
        .containsExactlyElementsOf(LongStream.range(5, count).boxed().toList());
    assertThat(engine.readEvents(new GlobalSequenceTrackingToken(10), false)).hasSize(count - 10);
  }

  @Test
  void pagesOfLargeEventsEndEarlyAndTheStreamGoesOn() {
    int count = 40;
    String large = "0123456789abcdef".repeat(65_536);
    for (int i = 0; i < count; i++) {
      engine.appendEvents(event("large", i, large));
    }
    assertThat(engine.pageAfter(0).messages()).hasSizeLessThan(count);
    assertThat(engine.readEvents("large").asStream()).hasSize(count);
    assertThat(engine.readEvents(null, false)).hasSize(count);
  }

  @Test
  void tokensStandForTheStartTheHeadAndATime() {
    assertThat(engine.createTailToken()).isNull();
    assertThat(engine.createHeadToken()).isNull();
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    for (int i = 0; i < 3; i++) {
      engine.appendEvents(eventAt("a", i, noon.plusSeconds(i)));
    }
    assertThat(engine.createHeadToken()).isEqualTo(new GlobalSequenceTrackingToken(3));
    assertThat(engine.createTokenAt(noon)).isNull();
    assertThat(engine.createTokenAt(noon.plusMillis(1)))
        .isEqualTo(new GlobalSequenceTrackingToken(1));
    assertThat(engine.createTokenAt(noon.plusSeconds(9)))
        .isEqualTo(new GlobalSequenceTrackingToken(3));
  }

  @Test
  void aTimeIsFoundAmongClocksThatDisagree() {
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    for (int i = 0; i < 40; i++) {
      // Every third event comes from a node whose clock is four minutes ahead.
      engine.appendEvents(eventAt("a", i, noon.plusSeconds(60 * i + (i % 3 == 0 ? 240 : 0))));
    }
    for (int second = -60; second < 60 * 46; second += 30) {
      Instant time = noon.plusSeconds(second);
      long before =
          IntStream.range(0, 40)
              .filter(
                  i ->
                      60 * i + (i % 3 == 0 ? 240 : 0)
                          >= time.getEpochSecond() - noon.getEpochSecond())
              .findFirst()
              .orElse(40);
      assertThat(engine.createTokenAt(time))
          .isEqualTo(before == 0 ? null : new GlobalSequenceTrackingToken(before));
    }
  }

  @Test
  void theNewestSnapshotIsKept() {
    assertThat(engine.readSnapshot("a")).isEmpty();
    engine.storeSnapshot(event("a", 5, "five"));
    engine.storeSnapshot(event("a", 9, "nine"));
    engine.storeSnapshot(event("a", 7, "seven"));
    engine.storeSnapshot(event("marker", 0));
    await().until(() -> engine.readSnapshot("marker").isPresent());

    DomainEventMessage<?> snapshot = engine.readSnapshot("a").orElseThrow();
    assertThat(snapshot.getSequenceNumber()).isEqualTo(9);
    assertThat(snapshot.getPayload()).isEqualTo(new Noted("nine"));
  }

  @Test
  void aSnapshotThatCannotBeKeptCostsNoEvent() throws Exception {
    try (var connection = database.openWriter().connection();
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE snapshots");
      connection.commit();
    }
    inParallel(
        8,
        w -> {
          for (int i = 0; i < 10; i++) {
            engine.appendEvents(event("agg-" + w, i));
            engine.storeSnapshot(event("agg-" + w, i));
          }
        });
    engine.appendEvents(event("last", 0));
    assertThat(engine.headPosition()).isEqualTo(81);
    assertThat(engine.health().up()).isTrue();
  }

  @Test
  void closeWritesWhatWaitsAndThenRefuses() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    List<Future<?>> appends = new ArrayList<>();
    for (int w = 0; w < 16; w++) {
      String id = "agg-" + w;
      appends.add(pool.submit(() -> appendStream(engine, id, 0, 100_000)));
    }
    await().until(() -> engine.headPosition() > 100);
    engine.close();
    for (Future<?> append : appends) {
      assertThatThrownBy(append::get)
          .cause()
          .isInstanceOfSatisfying(
              ProblemException.class,
              problem -> assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE));
    }
    pool.shutdown();
    assertThat(engine.readEvents(null, false)).hasSize((int) engine.headPosition());
  }

  @FunctionalInterface
  interface Writer {
    void write(int number) throws Exception;
  }

  static void appendStream(GroupCommitEngine engine, String id, int from, int to) {
    for (int i = from; i < to; i++) {
      engine.appendEvents(event(id, i));
    }
  }

  /** Runs the writers at once and gives back what failed. */
  static List<Throwable> inParallel(int writers, Writer writer) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    List<Future<?>> running = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      int number = w;
      running.add(
          pool.submit(
              () -> {
                writer.write(number);
                return null;
              }));
    }
    List<Throwable> failures = new ArrayList<>();
    for (Future<?> future : running) {
      try {
        future.get();
      } catch (ExecutionException e) {
        failures.add(e.getCause());
      }
    }
    pool.shutdown();
    return failures;
  }
}
