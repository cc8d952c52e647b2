package io.annals.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.serialization.EventSerializer;
import io.annals.query.database.ViewDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.LazyDeserializingObject;
import org.axonframework.serialization.SerializedMessage;
import org.axonframework.serialization.SerializedMetaData;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of which nobody can make sense count too: the counts go on whatever the store holds. */
class UnreadableEventTest {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

  private final EventSerializer serializer = EventSerializer.create();

  @TempDir Path folder;

  @Test
  void whatCannotBeReadCountsAsUnknown() {
    try (ViewDatabase database = ViewDatabase.sqlite(AnalyticsSide.SCHEMA, folder)) {
      ChangeProjection projection =
          new ChangeProjection(
              database,
              new Subjects(
                  () -> {
                    throw new AssertionError("No stream is to be read.");
                  }));
      String about = "{\"namespace\":\"a\",\"principal\":\"key:ann\"}";
      count(database, projection, message(1, "FunctionUpdated", "{broken", about));
      count(database, projection, message(2, "GoneWithTheWind", "{}", about));
      assertThat(rows(database))
          .containsExactlyInAnyOrder(
              "a FunctionUpdated key:ann unknown 1", "a unknown key:ann unknown 1");
      Long position = database.reads().queryForObject("SELECT position FROM counted", Long.class);
      assertThat(position).isEqualTo(2);
    }
  }

  private TrackedEventMessage<?> message(long position, String type, String payload, String about) {
    return new GenericTrackedDomainEventMessage<>(
        new GlobalSequenceTrackingToken(position),
        "Function",
        "f",
        position,
        new SerializedMessage<>(
            "e" + position,
            new LazyDeserializingObject<>(
                new SimpleSerializedObject<>(payload, String.class, type, "1"), serializer),
            new LazyDeserializingObject<MetaData>(
                new SerializedMetaData<>(about, String.class), serializer)),
        () -> TIME);
  }

  private static void count(
      ViewDatabase database, ChangeProjection projection, TrackedEventMessage<?> message) {
    UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(message);
    work.attachTransaction(database.transactions());
    work.execute(() -> projection.handle(message));
  }

  private static List<String> rows(ViewDatabase database) {
    return database
        .reads()
        .query(
            "SELECT namespace, type, principal, dialect, total FROM changes",
            (row, number) ->
                row.getString(1)
                    + " "
                    + row.getString(2)
                    + " "
                    + row.getString(3)
                    + " "
                    + row.getString(4)
                    + " "
                    + row.getLong(5));
  }
}
