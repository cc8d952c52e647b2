package io.annals.eventstore;

import static io.annals.eventstore.EngineContract.inParallel;
import static io.annals.eventstore.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFailureTest extends FailureContract {
  @TempDir Path folder;

  @Override
  EventDatabase open() {
    return open(Duration.ofMillis(50));
  }

  private EventDatabase open(Duration lockTimeout) {
    DataFolder own = DataFolder.open(folder);
    return SqliteFiles.open(own, own, lockTimeout);
  }

  @Test
  void aLockedFileFailsAppendsAndRecoversByItselfWhenItIsReleased() throws Exception {
    engine.appendEvents(event("a", 0));
    try (Connection other = other();
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      assertUnavailable(() -> engine.appendEvents(event("a", 1)));
      StoreHealth health = engine.health();
      assertThat(health.up()).isFalse();
      assertThat(health.sentence()).contains("lock");
      assertUnavailable(() -> engine.appendEvents(event("b", 0)));
      assertThat(engine.readEvents("a").asStream()).hasSize(1);
      statement.execute("ROLLBACK");
    }
    awaitUp();
    engine.appendEvents(event("a", 1));
    assertThat(engine.headPosition()).isEqualTo(2);
  }

  @Test
  void aFullDiskFailsAppendsAndRecoversByItselfWhenThereIsSpace() {
    engine.close();
    AtomicInteger maxPages = new AtomicInteger(60);
    database.onOpenWriter(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA max_page_count = " + maxPages);
          }
          return connection;
        });
    engine = Samples.engine(database).build();
    AtomicInteger stored = new AtomicInteger();
    assertUnavailable(
        () -> {
          for (int i = 0; i < 1_000; i++) {
            engine.appendEvents(event("a", i, "x".repeat(3_000)));
            stored.incrementAndGet();
          }
        });
    assertThat(stored.get()).isPositive();
    assertThat(engine.health().sentence()).contains("full");
    assertThat(engine.health().up()).isFalse();

    maxPages.set(100_000);
    awaitUp();
    engine.appendEvents(event("a", stored.get()));
    assertThat(engine.headPosition()).isEqualTo(stored.get() + 1);
  }

  @Test
  void aFullQueueRefusesAtOnceAndStoresNothingOfWhatItRefused() throws Exception {
    engine.close();
    database.close();
    database = open(Duration.ofSeconds(20));
    engine = Samples.engine(database).queueCapacity(4).build();
    CountDownLatch refused = new CountDownLatch(1);
    AtomicInteger stored = new AtomicInteger();
    AtomicInteger overloaded = new AtomicInteger();
    try (Connection other = other();
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      Thread release =
          new Thread(
              () -> {
                try {
                  assertThat(refused.await(15, TimeUnit.SECONDS)).isTrue();
                  statement.execute("ROLLBACK");
                } catch (InterruptedException | SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      release.start();
      List<Throwable> failures =
          inParallel(
              20,
              w -> {
                try {
                  engine.appendEvents(event("agg-" + w, 0));
                  stored.incrementAndGet();
                } catch (ProblemException e) {
                  assertThat(e.type()).isEqualTo(ProblemType.OVERLOADED);
                  overloaded.incrementAndGet();
                  refused.countDown();
                }
              });
      release.join();
      assertThat(failures).isEmpty();
    }
    assertThat(overloaded.get()).isPositive();
    assertThat(stored.get() + overloaded.get()).isEqualTo(20);
    assertThat(engine.readEvents(null, false)).hasSize(stored.get());
  }

  @Test
  void anIdleWriterHoldsNoLock() throws Exception {
    engine.appendEvents(event("a", 0));
    try (Connection other = other();
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 0");
      // The writer gives the lock back in the commit that releases its callers.
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("ROLLBACK");
    }
    await().until(() -> engine.health().up());
  }

  private Connection other() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteFiles.EVENTS));
  }
}
