package io.annals.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.serialization.EventSerializer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.awaitility.Awaitility;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that a later release has worked on. */
class LaterReleaseTest {
  private static final EventSerializer JSON = EventSerializer.create();

  @TempDir Path folder;

  private GroupCommitEngine.Builder engine(EventDatabase database) {
    return Samples.engine(database).eventSerializer(JSON).snapshotSerializer(JSON);
  }

  private void edit(String file, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(file));
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"type = 'OfTomorrow'", "revision = '2'"})
  void nobodyDecidesOnEventsThatThisReleaseDoesNotKnow(String later) throws SQLException {
    try (EventDatabase database = EventDatabase.sqlite(folder);
        GroupCommitEngine engine = engine(database).build()) {
      engine.appendEvents(
          new GenericDomainEventMessage<>(
              "Function", "a", 0, new FunctionCreated("a", "default", Changes.none(), null)),
          new GenericDomainEventMessage<>(
              "Function",
              "a",
              1,
              new FunctionUpdated("a", 2, Changes.of(Field.KIND, "job"), null, null)));
    }
    edit("events.db", "UPDATE events SET " + later + " WHERE sequence = 1");
    try (EventDatabase database = EventDatabase.sqlite(folder);
        GroupCommitEngine engine = engine(database).build()) {
      DomainEventStream stream = engine.readEvents("a", 0);
      assertThat(stream.next().getPayload()).isInstanceOf(FunctionCreated.class);
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
                assertThat(e.getMessage()).contains("later release");
              });
    }
  }

  @Test
  void aSnapshotOfAnotherShapeIsPassedOver() throws SQLException {
    try (EventDatabase database = EventDatabase.sqlite(folder);
        GroupCommitEngine engine = engine(database).build()) {
      // Any class with a revision stands for an aggregate here.
      engine.storeSnapshot(
          new GenericDomainEventMessage<>(
              "Function", "a", 5, new FunctionCreated("a", "default", Changes.none(), null)));
      Awaitility.await().until(() -> engine.readSnapshot("a").isPresent());
    }
    edit("events.db", "UPDATE snapshots SET revision = '0'");
    try (EventDatabase database = EventDatabase.sqlite(folder);
        GroupCommitEngine engine = engine(database).build()) {
      assertThat(engine.readSnapshot("a")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"events.db", "blobs.db", "keys.db"})
  void tablesThatALaterReleaseMadeAreRefused(String file) throws SQLException {
    EventDatabase.sqlite(folder).close();
    edit(
        file,
        "INSERT INTO event_store_history SELECT 99, '99', 'of tomorrow', 'SQL', 'V99__x.sql', 1,"
            + " installed_by, installed_on, 1, 1 FROM event_store_history"
            + " ORDER BY installed_rank DESC LIMIT 1");
    assertThatThrownBy(() -> EventDatabase.sqlite(folder))
        .isInstanceOf(DataFolderUnusableException.class)
        .hasMessageContaining("a later release made it");
  }
}
