package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.api.blob.Digest;
import io.annals.api.function.AliasSet;
import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.RevisionDeleted;
import io.annals.api.operation.OperationId;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.FindOperation;
import io.annals.api.query.ListOperations;
import io.annals.api.resource.Operation;
import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewDump;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectionTest extends RegistryTest {
  @TempDir Path elsewhere;

  @Test
  void an_event_that_fits_nothing_is_put_aside_and_what_follows_it_too() {
    String healthy = registry.create("healthy");
    String stray = FunctionIds.next();
    OperationId first = registry.store(new AliasSet(stray, "prod", "r1", null));
    OperationId second = registry.setAlias(stray, "prod", "r2");
    OperationId update = registry.update(healthy, Changes.of(Field.DISPLAY_NAME, "x"));
    CompletableFuture<Operation> waiting = wait(first);
    registry.settle();

    assertThat(registry.functions().apply("healthy").displayName()).isEqualTo("x");
    assertThat(find(update).error()).isNull();
    Operation failed = find(first);
    assertThat(failed.done()).isTrue();
    assertThat(failed.error().code().name()).isEqualTo("INTERNAL");
    assertThat(failed.function()).isNull();
    assertThat(find(second).error().detail()).contains("earlier change");
    assertThat(waiting.join()).isEqualTo(failed);
    assertThat(registry.meters.get("annals.projection.dead.letters").gauge().value()).isEqualTo(2);
    List<Operation> all = registry.all(page -> new ListOperations(null, null, null, page), 1);
    assertThat(all)
        .extracting(Operation::id)
        .containsExactly(
            update.toString(),
            second.toString(),
            first.toString(),
            new OperationId(healthy, 0).toString());

    registry.stop();
    registry.start();
    OperationId third = registry.setAlias(stray, "prod", "r3");
    registry.settle();
    assertThat(find(third).error()).isNotNull();
    assertThat(registry.querySide().retryDeadLetters()).isZero();
    assertThat(find(first).error()).isNotNull();
    Digest before = ViewDump.digest(registry.database());
    registry.replay();
    assertThat(ViewDump.digest(registry.database())).isEqualTo(before);
  }

  @Test
  void an_event_whose_rows_are_refused_is_put_aside_and_shown_on_a_later_attempt() {
    String good = registry.create("good");
    String bad = registry.create("bad");
    registry.settle();
    refuse("poison");
    registry.pause();
    OperationId before = registry.update(bad, Changes.of(Field.DISPLAY_NAME, "before"));
    OperationId poison = registry.update(bad, Changes.of(Field.NAME, "poison"));
    OperationId after = registry.update(bad, Changes.of(Field.NAME, "cured"));
    OperationId other = registry.update(good, Changes.of(Field.DISPLAY_NAME, "x"));
    registry.resume().settle();

    assertThat(find(before).error()).isNull();
    assertThat(find(other).error()).isNull();
    assertThat(find(poison).error()).isNotNull();
    assertThat(find(after).error()).isNotNull();
    assertThat(registry.functions().apply("bad").displayName()).isEqualTo("before");

    allow();
    assertThat(registry.querySide().retryDeadLetters()).isEqualTo(2);
    registry.update(bad, Changes.of(Field.DESCRIPTION, "well"));
    registry.settle();
    assertThat(registry.functions().apply("cured").description()).isEqualTo("well");
    assertThat(find(poison).function().name()).isEqualTo("poison");
    Digest digest = ViewDump.digest(registry.database());
    registry.replay();
    assertThat(ViewDump.digest(registry.database())).isEqualTo(digest);
  }

  @Test
  void trouble_of_the_database_rolls_all_back_and_the_batch_comes_again() {
    String id = registry.create("name");
    registry.settle();
    long position = registry.querySide().position();
    write("ALTER TABLE history RENAME TO elsewhere");
    OperationId update = registry.update(id, Changes.of(Field.DISPLAY_NAME, "x"));
    CompletableFuture<Operation> waiting = wait(update);
    await().until(() -> failures(registry) > 0);

    assertThat(registry.querySide().position()).isEqualTo(position);
    assertThat(number("SELECT position FROM progress")).isEqualTo(position);
    assertThat(number("SELECT version FROM functions")).isEqualTo(1);
    assertThat(number("SELECT COUNT(*) FROM dead_letters")).isZero();
    write("ALTER TABLE elsewhere RENAME TO history");
    assertThat(waiting.join().function().displayName()).isEqualTo("x");
    assertThat(number("SELECT position FROM progress")).isEqualTo(position + 1);
    assertThat(number("SELECT COUNT(*) FROM dead_letters")).isZero();
  }

  /** The processor reports a segment in error while it backs off. */
  static long failures(Registry registry) {
    return registry
            .node()
            .configuration
            .eventProcessingConfiguration()
            .eventProcessor(
                QuerySide.PROCESSOR, org.axonframework.eventhandling.StreamingEventProcessor.class)
            .orElseThrow()
            .processingStatus()
            .isEmpty()
        ? 1
        : 0;
  }

  @Test
  void a_replay_ends_in_the_same_bytes_also_while_others_write() throws Exception {
    churn(400, new Random(7));
    registry.settle();
    Digest before = ViewDump.digest(registry.database());
    registry.reopen().settle();
    registry.replay();
    assertThat(ViewDump.digest(registry.database())).isEqualTo(before);

    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              Random random = new Random(8);
              while (!over.get()) {
                churn(20, random);
              }
            });
    registry.replay();
    assertThat(registry.querySide().isReplaying()).isFalse();
    over.set(true);
    writer.join();
    registry.settle();

    List<String> lines = new ArrayList<>();
    ViewDump.write(registry.database(), lines::add);
    // A second set of views, made in one go by reading the store, on the other vendor or the same.
    try (Registry.Node fresh = registry.new Node(ViewDatabase.sqlite(elsewhere))) {
      fresh.configuration.start();
      await().until(() -> fresh.querySide.position() >= registry.engine.headPosition());
      List<String> again = new ArrayList<>();
      ViewDump.write(fresh.database, again::add);
      assertThat(again).isEqualTo(lines);
      assertThat(fresh.querySide.caughtUp()).isTrue();
    }
  }

  @Test
  void the_views_go_on_after_a_restart_where_they_ended() {
    churn(60, new Random(1));
    registry.settle();
    Digest before = ViewDump.digest(registry.database());
    long position = registry.querySide().position();
    registry.stop();
    registry.start();
    await().until(() -> registry.querySide().position() == position);
    assertThat(registry.querySide().caughtUp()).isTrue();
    assertThat(ViewDump.digest(registry.database())).isEqualTo(before);
    churn(30, new Random(2));
    registry.settle();
    Digest more = ViewDump.digest(registry.database());
    registry.replay();
    assertThat(ViewDump.digest(registry.database())).isEqualTo(more);
  }

  @Test
  void meters_tell_how_far_behind_the_views_are() {
    String id = registry.create("name");
    registry.settle().pause();
    registry.update(id, Changes.none());
    assertThat(registry.meters.get("annals.projection.lag").gauge().value()).isEqualTo(1);
    assertThat(registry.meters.get("annals.operations.pending").gauge().value()).isEqualTo(1);
    assertThat(registry.meters.get("annals.projection.position").gauge().value()).isEqualTo(1);
    registry.resume().settle();
    assertThat(registry.meters.get("annals.projection.lag").gauge().value()).isZero();
    await().until(() -> registry.meters.get("annals.operation.visible").timer().count() == 2);
    registry.replay();
    assertThat(registry.meters.get("annals.operation.visible").timer().count()).isEqualTo(2);
  }

  /** All kinds of events on a few functions. */
  private synchronized void churn(int events, Random random) {
    List<String> ids = new ArrayList<>();
    List<String> revisions = new ArrayList<>();
    String id = registry.create("default", Changes.of(Field.CONFIG, Map.of("n", 1.0e10, "m", 2)));
    ids.add(id);
    for (int i = 1; i < events; i++) {
      id = ids.get(random.nextInt(ids.size()));
      switch (random.nextInt(9)) {
        case 0 -> ids.add(registry.create("default", Changes.of(Field.NAME, "n" + i)));
        case 1 -> registry.setAlias(id, "a" + random.nextInt(3), "r" + random.nextInt(4));
        case 2 -> registry.removeAlias(id, "a" + random.nextInt(3), "r");
        case 3 -> {
          var revision = registry.revision(id, Map.of());
          revisions.add(revision.id());
          registry.store(registry.updated(id, Changes.none(), revision, null));
        }
        case 4 -> {
          if (!revisions.isEmpty()) {
            registry.store(new RevisionDeleted(id, revisions.get(0), List.of("a1")));
          }
        }
        case 5 ->
            registry.update(
                id, Changes.of(Field.CONFIG, Map.of("big", "x".repeat(random.nextInt(3000)))));
        case 6 ->
            registry.update(
                id,
                Changes.of(Field.LABELS, Map.of("k" + random.nextInt(3), "v", "z", "" + i))
                    .with(Field.TAGS, List.of("t" + i)));
        case 7 -> {
          registry.delete(id, null);
          registry.undelete(id, null);
        }
        default -> registry.update(id, Changes.of(Field.DISPLAY_NAME, "d" + i));
      }
    }
  }

  private void refuse(String name) {
    if (store == Store.SQLITE) {
      write(
          "CREATE TRIGGER refusal BEFORE INSERT ON history WHEN NEW.name = '"
              + name
              + "' BEGIN SELECT RAISE(ABORT, 'refused'); END");
    } else {
      write("ALTER TABLE history ADD CONSTRAINT refusal CHECK (name <> '" + name + "') NOT VALID");
    }
  }

  private void allow() {
    write(
        store == Store.SQLITE
            ? "DROP TRIGGER refusal"
            : "ALTER TABLE history DROP CONSTRAINT refusal");
  }

  private void write(String sql) {
    registry
        .database()
        .transactions()
        .executeInTransaction(() -> registry.database().writes().execute(sql));
  }

  private long number(String sql) {
    Long number = registry.database().reads().queryForObject(sql, Long.class);
    return number == null ? 0 : number;
  }

  private Operation find(OperationId id) {
    return registry.ask(new FindOperation(id, null), Operation.class);
  }

  private CompletableFuture<Operation> wait(OperationId id) {
    return registry
        .node()
        .queries()
        .query(
            new AwaitOperation(id, null, Duration.ofSeconds(60)),
            ResponseTypes.instanceOf(Operation.class));
  }
}
