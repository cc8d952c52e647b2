package io.annals.command.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import io.annals.api.function.AliasRemoved;
import io.annals.api.function.AliasSet;
import io.annals.api.function.Changes;
import io.annals.api.function.Definition;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionDeleted;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.FunctionPurged;
import io.annals.api.function.FunctionUndeleted;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.RevisionAdded;
import io.annals.api.function.RevisionDeleted;
import io.annals.api.serialization.EventSerializer;
import io.annals.command.request.RecentRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionStateTest {
  private final EventSerializer serializer = EventSerializer.create();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isTheSameFromASnapshotAndFromAllEvents(long seed) {
    Random random = new Random(seed);
    List<FunctionEvent> history = history(random, 400);
    int cut = random.nextInt(history.size());

    Function whole = evolved(new Function(), history, 0, history.size());
    Function before = evolved(new Function(), history, 0, cut + 1);
    SerializedObject<String> snapshot = serializer.serialize(before, String.class);
    Function recalled = serializer.deserialize(snapshot);
    Function after = evolved(recalled, history, cut + 1, history.size());

    assertThat(snapshot.getType().getRevision()).isEqualTo("5");
    assertThat(after.state()).isEqualTo(whole.state());
  }

  @Test
  void remembersInASnapshotThatItIsGoneForGood() {
    List<FunctionEvent> history =
        List.of(
            FunctionFixture.created(Changes.of(Field.SECRETS, Map.of("K", "sealed"))),
            new FunctionDeleted(FunctionFixture.ID, "default", null),
            new FunctionPurged(FunctionFixture.ID, "default"));

    Function purged = evolved(new Function(), history, 0, 3);
    Function recalled = serializer.deserialize(serializer.serialize(purged, String.class));

    assertThat(recalled.state()).isEqualTo(purged.state());
    assertThat(recalled.state().purged()).isTrue();
    assertThat(recalled.state().secrets()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void knowsWhatARevertWouldChange(long seed) {
    List<FunctionEvent> history = history(new Random(seed), 100);
    Definition present = Definition.DEFAULT;
    List<Definition> versions = new ArrayList<>();
    for (FunctionEvent event : history) {
      if (event instanceof FunctionCreated created) {
        present = present.with(created.changes());
        versions.add(present);
      } else if (event instanceof FunctionUpdated updated) {
        present = present.with(updated.changes());
        versions.add(present);
      }
    }
    FunctionState state = evolved(new Function(), history, 0, history.size()).state();

    for (Definition version : versions) {
      assertThat(state.changesTo(version)).isEqualTo(version.changesFrom(present));
    }
  }

  @Test
  void doesNotGrowWithVersions() {
    Function function = new Function();
    evolve(function, FunctionFixture.created(), 0);
    int small = size(function);
    for (int version = 2; version <= 100_000; version++) {
      Changes changes = Changes.of(Field.DESCRIPTION, "d" + version);
      evolve(function, FunctionFixture.updated(version, changes), version - 1);
    }

    assertThat(size(function)).isLessThan(small + RecentRequests.MOST * 48 * 4 / 3 + 200);
  }

  @Test
  void keepsNoConfiguration() {
    Function function = new Function();
    Changes changes = Changes.of(Field.CONFIG, Map.of("k", "x".repeat(200_000)));
    evolve(function, FunctionFixture.created(changes), 0);

    assertThat(size(function)).isLessThan(1_000);
  }

  private int size(Function function) {
    return serializer.serialize(function, String.class).getData().length();
  }

  private static Function evolved(Function function, List<FunctionEvent> events, int from, int to) {
    for (int i = from; i < to; i++) {
      evolve(function, events.get(i), i);
    }
    return function;
  }

  private static MetaData metaData(int i) {
    Idempotency key = i % 3 == 0 ? null : new Idempotency("k" + i, "f" + i);
    return MetaData.from(new RequestContext("p", "native", "r" + i, null, key).toMetaData());
  }

  private static void evolve(Function function, FunctionEvent event, int i) {
    var message =
        new GenericDomainEventMessage<>("Function", event.functionId(), i, event, metaData(i));
    if (event instanceof FunctionCreated created) {
      function.evolve(created, message);
    } else if (event instanceof FunctionUpdated updated) {
      function.evolve(updated, message);
    } else if (event instanceof AliasSet set) {
      function.evolve(set, message);
    } else if (event instanceof AliasRemoved removed) {
      function.evolve(removed, message);
    } else if (event instanceof RevisionDeleted deleted) {
      function.evolve(deleted, message);
    } else if (event instanceof FunctionDeleted deleted) {
      function.evolve(deleted, message);
    } else if (event instanceof FunctionUndeleted undeleted) {
      function.evolve(undeleted, message);
    } else if (event instanceof FunctionPurged purged) {
      function.evolve(purged, message);
    }
  }

  private static List<FunctionEvent> history(Random random, int length) {
    List<FunctionEvent> events = new ArrayList<>();
    List<String> revisions = new ArrayList<>();
    events.add(FunctionFixture.created(Changes.of(Field.NAME, "n")));
    long version = 1;
    long number = 0;
    while (events.size() < length) {
      String any = revisions.isEmpty() ? null : revisions.get(random.nextInt(revisions.size()));
      switch (any == null ? 0 : random.nextInt(8)) {
        case 0 -> {
          String revisionId = FunctionIds.next();
          revisions.add(revisionId);
          events.add(
              new FunctionUpdated(
                  FunctionFixture.ID,
                  ++version,
                  change(random).with(Field.HEAD, revisionId),
                  new RevisionAdded(
                      revisionId, ++number, Map.of(), "", "", Map.of(), "", List.of("latest")),
                  null));
        }
        case 1 -> events.add(new AliasSet(FunctionFixture.ID, "a" + random.nextInt(9), any, null));
        case 2 -> events.add(new AliasRemoved(FunctionFixture.ID, "a" + random.nextInt(9), any));
        case 3 -> {
          revisions.remove(any);
          events.add(new RevisionDeleted(FunctionFixture.ID, any, List.of("a1", "a2")));
        }
        case 4 -> {
          events.add(new FunctionDeleted(FunctionFixture.ID, "default", "n"));
          events.add(new FunctionUndeleted(FunctionFixture.ID, "default", "n"));
        }
        default ->
            events.add(
                FunctionFixture.updated(++version, change(random).with(Field.PUBLISHED, any)));
      }
    }
    return events;
  }

  private static Changes change(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> Changes.of(Field.CONFIG, Map.of("a", random.nextInt(3), "b", List.of("x")));
      case 1 -> Changes.of(Field.LABELS, Map.of("k", "v" + random.nextInt(2), "l", ""));
      case 2 -> Changes.of(Field.DESCRIPTION, random.nextBoolean() ? "d" : null);
      case 3 -> Changes.of(Field.STATUS, random.nextBoolean() ? "DRAFT" : "ACTIVE");
      case 4 -> Changes.of(Field.TAGS, random.nextBoolean() ? List.of("a", "b") : List.of());
      case 5 -> Changes.of(Field.CONFIG, null);
      default -> Changes.none();
    };
  }
}
