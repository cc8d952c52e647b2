package io.annals.eventstore;

import static io.annals.eventstore.EngineContract.inParallel;
import static io.annals.eventstore.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds on every database when it fails. */
abstract class FailureContract {
  static final int HEALTHY = 0;
  static final int FAIL_BEFORE_COMMIT = 1;
  static final int FAIL_AFTER_COMMIT = 2;

  EventDatabase database;
  GroupCommitEngine engine;
  volatile IntSupplier nextCommit = () -> HEALTHY;

  abstract EventDatabase open();

  @BeforeEach
  void openEngine() {
    database = open();
    database.onOpenWriter(this::flaky);
    engine = Samples.engine(database).build();
  }

  @AfterEach
  void closeEngine() {
    engine.close();
    database.close();
  }

  @Test
  void aCommitWhoseAnswerIsLostStillReachesStreamsAndIsNotRepeated() throws Exception {
    engine.appendEvents(event("a", 0));
    try (WokenStream stream = new WokenStream(engine, 0)) {
      assertThat(Samples.read(stream, 1)).hasSize(1);
      failOnce(FAIL_AFTER_COMMIT);
      assertUnavailable(() -> engine.appendEvents(event("a", 1)));
      assertThat(Samples.text(Samples.read(stream, 1).get(0))).isEqualTo("a#1");
      awaitUp();
      assertThatThrownBy(() -> engine.appendEvents(event("a", 1)))
          .isInstanceOf(org.axonframework.modelling.command.ConcurrencyException.class);
      engine.appendEvents(event("a", 2));
      assertThat(Samples.text(Samples.read(stream, 1).get(0))).isEqualTo("a#2");
    }
  }

  @Test
  void aCommitThatFailsLeavesNothingAndItsPositionIsUsedAgain() throws Exception {
    engine.appendEvents(event("a", 0));
    try (WokenStream stream = new WokenStream(engine, 0)) {
      assertThat(Samples.read(stream, 1)).hasSize(1);
      failOnce(FAIL_BEFORE_COMMIT);
      assertUnavailable(() -> engine.appendEvents(event("b", 0)));
      awaitUp();
      assertThat(stream.hasNextAvailable()).isFalse();
      assertThat(engine.readEvents("b").hasNext()).isFalse();
      engine.appendEvents(event("a", 1));
      TrackedEventMessage<?> next = Samples.read(stream, 1).get(0);
      assertThat(Samples.text(next)).isEqualTo("a#1");
      assertThat(Samples.position(next)).isEqualTo(2);
    }
  }

  @Test
  void whateverCommitsDoWhatIsAcknowledgedIsStoredAndStreamsMissNothing() throws Exception {
    Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    AtomicInteger unknown = new AtomicInteger();
    AtomicInteger commits = new AtomicInteger();
    nextCommit =
        () ->
            switch (commits.incrementAndGet() % 12) {
              case 5 -> FAIL_BEFORE_COMMIT;
              case 11 -> FAIL_AFTER_COMMIT;
              default -> HEALTHY;
            };
    List<Throwable> failures =
        inParallel(8, w -> persist(engine, "agg-" + w, 25, acknowledged, unknown));
    nextCommit = () -> HEALTHY;
    assertThat(failures).isEmpty();
    assertThat(unknown.get()).as("the test must have met failures").isPositive();
    awaitUp();

    assertStreamIsWhole(engine, acknowledged);
  }

  /** Appends so many events, finding out after each failure what became of it. */
  static void persist(
      GroupCommitEngine engine,
      String id,
      int count,
      Map<String, Long> acknowledged,
      AtomicInteger unknown) {
    long next = 0;
    while (next < count) {
      try {
        engine.appendEvents(event(id, next));
        acknowledged.put(id, next++);
      } catch (ProblemException e) {
        assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
        unknown.incrementAndGet();
        await().until(() -> engine.health().up());
        next =
            await()
                .ignoreExceptions()
                .until(
                    () -> engine.lastSequenceNumberFor(id).map(last -> last + 1).orElse(0L),
                    found -> true);
      }
    }
  }

  /** Positions without a gap, each stream in sequence, and nothing acknowledged missing. */
  static void assertStreamIsWhole(GroupCommitEngine engine, Map<String, Long> acknowledged)
      throws InterruptedException {
    int head = (int) engine.headPosition();
    Map<String, Long> last = new HashMap<>();
    try (WokenStream stream = new WokenStream(engine, 0)) {
      List<TrackedEventMessage<?>> events = Samples.read(stream, head);
      assertThat(events)
          .extracting(Samples::position)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, head).boxed().toList());
      for (TrackedEventMessage<?> message : events) {
        DomainEventMessage<?> event = (DomainEventMessage<?>) message;
        String id = event.getAggregateIdentifier();
        assertThat(event.getSequenceNumber()).isEqualTo(last.getOrDefault(id, -1L) + 1);
        last.put(id, event.getSequenceNumber());
      }
    }
    acknowledged.forEach(
        (id, sequence) -> assertThat(last.get(id)).isGreaterThanOrEqualTo(sequence));
  }

  void awaitUp() {
    await().until(() -> engine.health().up());
  }

  void failOnce(int how) {
    AtomicInteger left = new AtomicInteger(1);
    nextCommit = () -> left.getAndDecrement() > 0 ? how : HEALTHY;
  }

  static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable append) {
    assertThatThrownBy(append)
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
              assertThat(problem.retryAfter()).isPresent();
            });
  }

  private Connection flaky(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              int how = method.getName().equals("commit") ? nextCommit.getAsInt() : HEALTHY;
              if (how == FAIL_BEFORE_COMMIT) {
                throw new SQLException("The line is dead.", "08006");
              }
              try {
                Object result = method.invoke(real, arguments);
                if (how == FAIL_AFTER_COMMIT) {
                  throw new SQLException("The answer is lost.", "08006");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
