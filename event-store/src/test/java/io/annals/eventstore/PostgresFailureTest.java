package io.annals.eventstore;

import static io.annals.eventstore.EngineContract.inParallel;
import static io.annals.eventstore.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.junit.jupiter.api.Test;

class PostgresFailureTest extends FailureContract {
  @Override
  EventDatabase open() {
    return TestPostgres.freshDatabase();
  }

  @Test
  void killedConnectionsUnderLoadLoseNothingThatWasAcknowledged() throws Exception {
    Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    AtomicInteger unknown = new AtomicInteger();
    CompletableFuture<List<Throwable>> writers =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return inParallel(8, w -> persist(engine, "agg-" + w, 400, acknowledged, unknown));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    for (int kill = 0; kill < 5; kill++) {
      long seen = engine.headPosition();
      await().until(() -> engine.headPosition() > seen + 50 || writers.isDone());
      killAllConnections();
    }
    assertThat(writers.get()).isEmpty();
    awaitUp();
    assertStreamIsWhole(engine, acknowledged);
    assertThat(acknowledged).hasSize(8).containsValue(399L);
  }

  @Test
  void aConnectionThatDiedWhileIdleIsReplacedUnnoticed() throws Exception {
    engine.appendEvents(event("a", 0));
    killAllConnections();
    engine.appendEvents(event("a", 1));
    assertThat(engine.readEvents("a").asStream()).hasSize(2);
  }

  @Test
  void aLostDatabaseIsNoticedWithoutAnyAppendAndSoIsItsReturn() throws Exception {
    engine.appendEvents(event("a", 0));
    String name = databaseName();
    TestPostgres.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
    kill(name);
    await().until(() -> !engine.health().up());
    assertUnavailable(() -> engine.appendEvents(event("a", 1)));
    TestPostgres.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    awaitUp();
    engine.appendEvents(event("a", 1));
  }

  @Test
  void whoWritesPastTheLockMakesConflictsButNoDamage() throws Exception {
    engine.appendEvents(event("a", 0));
    try (Connection intruder = database.blobs().getConnection();
        Statement statement = intruder.createStatement()) {
      intruder.setAutoCommit(false);
      statement.execute(
          "INSERT INTO events SELECT 2, 'intruder', 0, aggregate_type, event_id, type, revision,"
              + " time, payload, metadata FROM events WHERE position = 1");
      var innocent = CompletableFuture.runAsync(() -> engine.appendEvents(event("innocent", 0)));
      awaitSomeoneWaits(statement);
      var rival = CompletableFuture.runAsync(() -> engine.appendEvents(event("intruder", 0)));
      intruder.commit();
      intruder.setAutoCommit(true);
      innocent.get();
      assertThatThrownBy(rival::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(AggregateStreamCreationException.class);
    }
    assertThat(engine.readEvents(null, false))
        .extracting(Samples::position)
        .containsExactly(1L, 2L, 3L);
    assertThat(engine.health().up()).isTrue();
  }

  @Test
  void aNodeThatFreezesWithTheLockDelaysTheOthersButFailsNone() throws Exception {
    WriterSession frozen = database.openWriter();
    database.sql().lockAndReadHead(frozen);
    // The database ends the frozen transaction by itself.
    engine.appendEvents(event("a", 0));
    assertThat(engine.health().up()).isTrue();
    assertThatThrownBy(() -> frozen.connection().commit()).isInstanceOf(SQLException.class);
    frozen.connection().abort(Runnable::run);
  }

  @Test
  void aTransactionThatDoesNotEndIsSaidWhileItLasts() throws Exception {
    try (Connection other = database.blobs().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('annals.events'))");
      var waiting = CompletableFuture.runAsync(() -> engine.appendEvents(event("a", 0)));
      await().until(() -> !engine.health().up());
      assertThat(engine.health().sentence()).contains("has not answered");
      assertUnavailable(() -> engine.appendEvents(event("b", 0)));
      assertThat(waiting).as("nothing is known of it").isNotDone();

      other.rollback();
      other.setAutoCommit(true);
      waiting.get();
      awaitUp();
    }
  }

  private void awaitSomeoneWaits(Statement statement) {
    await()
        .until(
            () -> {
              try (ResultSet count =
                  statement.executeQuery(
                      "SELECT count(*) FROM pg_locks WHERE NOT granted AND"
                          + " locktype = 'transactionid'")) {
                count.next();
                return count.getInt(1) > 0;
              }
            });
  }

  private void killAllConnections() {
    kill(databaseName());
  }

  private String databaseName() {
    return await()
        .ignoreExceptions()
        .until(
            () -> {
              try (Connection connection = database.blobs().getConnection()) {
                return connection.getCatalog();
              }
            },
            name -> true);
  }

  private static void kill(String name) {
    TestPostgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
  }
}
