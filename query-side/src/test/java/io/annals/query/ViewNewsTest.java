package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.operation.OperationId;
import io.annals.api.query.AwaitOperation;
import io.annals.api.resource.Operation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A process that does not carry on the views itself hears how far another one has. */
class ViewNewsTest {
  @TempDir Path folder;
  private Registry registry;
  private Registry.Node other;

  @BeforeEach
  void start() {
    registry = new Registry(Store.POSTGRESQL, folder).start();
    registry.create("first");
    registry.settle();
    other = registry.another();
    other.configuration.start();
    // Without a processor it asks for no claim, by which it would learn of the views too.
    other
        .configuration
        .eventProcessingConfiguration()
        .eventProcessor(QuerySide.PROCESSOR)
        .orElseThrow()
        .shutDown();
  }

  @AfterEach
  void stop() {
    other.close();
    registry.close();
  }

  @Test
  void everyCommitIsAnnouncedWithItsPosition() throws SQLException {
    try (Connection connection = Objects.requireNonNull(registry.database().listeners()).open();
        Statement statement = connection.createStatement()) {
      statement.execute("LISTEN annals_views");
      PGConnection listener = connection.unwrap(PGConnection.class);
      for (int i = 0; i < 5; i++) {
        registry.create("f" + i);
        registry.settle();
        String end = " registry " + registry.querySide().position();
        await().until(() -> heard(listener, end));
      }
    }
  }

  private static boolean heard(PGConnection listener, String end) throws SQLException {
    PGNotification[] all = listener.getNotifications(10);
    return all != null && Arrays.stream(all).anyMatch(each -> each.getParameter().endsWith(end));
  }

  @Test
  void whatIsAnnouncedIsKnownAtOnce() {
    long position = 1_000_000;
    // Such a position is not in the tables, so nobody can have looked it up. It is told more than
    // once, as the other may not listen yet, and forgets it when it looks.
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              announce(position);
              return other.querySide.position() == position;
            });
    assertThat(registry.querySide().position())
        .as("who carries them on knows")
        .isNotEqualTo(position);
  }

  private void announce(long position) {
    registry
        .database()
        .writes()
        .queryForList("SELECT pg_notify('annals_views', 'somebody registry " + position + "')");
  }

  @Test
  void wakesThoseWhoWait() {
    String id = registry.create("awaited");
    registry.settle();
    registry.pause();
    OperationId update = registry.update(id, Changes.of(Field.DESCRIPTION, "d"));
    CompletableFuture<Operation> waiting =
        other
            .queries()
            .query(
                new AwaitOperation(update, null, Duration.ofSeconds(50)),
                ResponseTypes.instanceOf(Operation.class));
    assertThat(waiting).isNotDone();

    registry.resume();

    await().until(waiting::isDone);
    assertThat(waiting.join().done()).isTrue();
  }

  @Test
  void missesNothingWhileItsConnectionIsAway() {
    for (int round = 0; round < 3; round++) {
      List<Boolean> ended =
          registry
              .database()
              .reads()
              .queryForList(
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      + " WHERE application_name = 'annals-news' AND datname = current_database()",
                  Boolean.class);
      assertThat(ended).contains(true);
      registry.create("r" + round);
      registry.settle();
      long position = registry.querySide().position();
      await().until(() -> other.querySide.position() >= position);
      await("both listen again")
          .until(
              () ->
                  registry
                          .database()
                          .reads()
                          .queryForObject(
                              "SELECT count(*) FROM pg_stat_activity WHERE application_name ="
                                  + " 'annals-news' AND datname = current_database()",
                              Integer.class)
                      == 2);
    }
  }
}
