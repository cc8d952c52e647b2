package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.job.CancelJob;
import io.annals.api.job.Job;
import io.annals.api.job.JobId;
import io.annals.api.job.JobProgress;
import io.annals.api.job.Jobs;
import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemType;
import io.annals.api.projection.ReplayProjection;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.FindJob;
import io.annals.api.query.FindProjection;
import io.annals.api.query.ListOperations;
import io.annals.api.query.ListVersions;
import io.annals.api.resource.Function;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Projection;
import io.annals.api.resource.Version;
import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewDump;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.junit.jupiter.api.Test;

/** Views that are built anew beside those that are served. */
class ReplayTest extends RegistryTest {
  private static final Duration NOT_LONG = Duration.ofSeconds(10);

  @Test
  void readers_see_all_that_they_saw_and_whoever_waits_is_answered_while_views_are_replayed() {
    List<String> fixed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String id = registry.create("f" + i);
      registry.update(id, Changes.of(Field.DISPLAY_NAME, "x"));
      fixed.add(id);
    }
    for (int i = 0; i < 1_500; i++) {
      registry.update(fixed.get(i % 20), Changes.of(Field.DESCRIPTION, "d" + i));
    }
    registry.settle();

    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> reader = during(over, () -> readAll(fixed));
    CompletableFuture<Integer> writer = during(over, () -> writeAndWait(fixed.get(3)));
    List<Operation> replays = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      replays.add(registry.replay());
    }
    over.set(true);

    assertThat(reader.join()).isPositive();
    assertThat(writer.join()).isPositive();
    registry.settle();
    assertThat(replays).allSatisfy(replay -> assertThat(replay.response()).isNotNull());
    List<String> served = dump(registry.database());
    registry.replay();
    assertThat(dump(registry.database())).isEqualTo(served);
    assertNothingIsLeft();
  }

  /** Counts how often a task was done until the end; the task keeps what it needs to know. */
  private static CompletableFuture<Integer> during(AtomicBoolean over, Callable<?> task) {
    return CompletableFuture.supplyAsync(
        () -> {
          int times = 0;
          do {
            try {
              task.call();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            times++;
          } while (!over.get());
          return times;
        });
  }

  private final Map<String, Long> seen = new HashMap<>();

  private int readAll(List<String> ids) {
    for (String id : ids) {
      Function function = registry.functions().apply(id);
      long before = seen.getOrDefault(id, 2L);
      assertThat(function.version()).isGreaterThanOrEqualTo(before);
      seen.put(id, function.version());
      List<Version> versions =
          registry
              .<Version>page(
                  new ListVersions(
                      Registry.ref(id),
                      null,
                      List.of(),
                      new io.annals.api.query.PageRequest(5, null)))
              .items();
      assertThat(versions).isNotEmpty();
    }
    return ids.size();
  }

  private Operation writeAndWait(String id) {
    OperationId update = registry.update(id, Changes.of(Field.DISPLAY_NAME, "y"));
    Operation done =
        registry
            .node()
            .queries()
            .query(
                new AwaitOperation(update, null, NOT_LONG),
                ResponseTypes.instanceOf(Operation.class))
            .join();
    assertThat(done.done()).isTrue();
    assertThat(done.error()).isNull();
    return done;
  }

  @Test
  void a_replay_is_an_operation_with_progress_among_the_others() {
    registry.create("before");
    registry.settle();
    Operation replay = registry.replay();
    OperationId after = registry.update(registry.create("after"), Changes.none());
    registry.settle();

    assertThat(replay.type()).isEqualTo("Replay");
    assertThat(replay.metadata().subject()).isEqualTo("registry");
    assertThat(replay.metadata().version()).isNull();
    assertThat(replay.metadata().progress().done()).isEqualTo(1);
    assertThat(replay.metadata().progress().total()).isEqualTo(1);
    for (int size : List.of(1, 2, 100)) {
      List<Operation> all = registry.all(page -> new ListOperations(null, null, null, page), size);
      assertThat(all)
          .extracting(Operation::type)
          .containsExactly("FunctionUpdated", "FunctionCreated", "Replay", "FunctionCreated");
      assertThat(all.get(0).id()).isEqualTo(after.toString());
      assertThat(all.get(2)).isEqualTo(find(replay));
    }
    assertThat(registry.all(page -> new ListOperations(null, "default", null, page), 100))
        .hasSize(3);
    Projection projection = projection();
    assertThat(projection.state()).isEqualTo(Projection.State.SERVING);
    assertThat(projection.position()).isEqualTo(3);
    assertThat(projection.head()).isEqualTo(3);
    assertThat(projection.deadLetters()).isZero();
    assertThat(projection.lastReplay()).isEqualTo(find(replay));
    assertRefused(
        () -> registry.ask(new FindProjection("other"), Projection.class),
        ProblemType.NOT_FOUND,
        "there are: registry");
    assertRefused(
        () -> registry.node().configuration.commandGateway().sendAndWait(new ReplayProjection("x")),
        ProblemType.NOT_FOUND,
        "there are: registry");
  }

  @Test
  void how_far_one_has_come_is_shown_while_it_goes_on() {
    String busy = registry.create("busy");
    List<FunctionEvent> many = new ArrayList<>();
    for (int version = 2; version <= 1_200; version++) {
      many.add(new FunctionUpdated(busy, version, Changes.none(), null, null));
    }
    registry.store(many);
    List<String> served = purged();
    CountDownLatch latch = new CountDownLatch(1);
    registry.holdReplays(latch);
    Operation replay = registry.node().beginReplay();

    // A batch is a thousand events, so the one that waits is not the first.
    await()
        .atMost(NOT_LONG)
        .until(
            () -> find(replay).metadata().progress(),
            progress ->
                progress != null
                    && progress.done() > 0
                    && progress.done() < 1_203
                    && progress.total() == 1_204);
    latch.countDown();
    registry.holdReplays(null);

    assertThat(registry.node().await(replay).error()).isNull();
    assertThat(dump(registry.database())).isEqualTo(served);
  }

  @Test
  void one_that_is_cancelled_leaves_nothing_and_the_served_views_as_they_were() {
    List<String> served = purged();
    CountDownLatch latch = new CountDownLatch(1);
    registry.holdReplays(latch);
    Operation replay = registry.node().beginReplay();
    assertThat(projection().state()).isEqualTo(Projection.State.REPLAYING);
    assertRefused(
        () -> registry.node().beginReplay(), ProblemType.FAILED_PRECONDITION, replay.id());

    Operation cancelling = cancel(replay);
    assertThat(cancelling.done()).isFalse();
    assertThat(cancelling.metadata().cancelling()).isTrue();
    latch.countDown();
    registry.holdReplays(null);
    Operation cancelled = registry.node().await(replay);

    assertThat(cancelled.error().code().name()).isEqualTo("CANCELLED");
    assertThat(dump(registry.database())).isEqualTo(served);
    assertNothingIsLeft();
    assertRefused(() -> cancel(replay), ProblemType.FAILED_PRECONDITION, "over");
    registry.replay();
    assertThat(dump(registry.database())).isEqualTo(served);
  }

  @Test
  void one_that_fails_leaves_nothing_and_the_served_views_as_they_were() {
    List<String> served = purged();
    registry.keysAway(true);
    Operation failed = registry.node().await(registry.node().beginReplay());
    registry.keysAway(false);

    assertThat(failed.error().code().name()).isEqualTo("INTERNAL");
    assertThat(failed.error().detail()).isEqualTo("Away.");
    assertThat(dump(registry.database())).isEqualTo(served);
    assertNothingIsLeft();
  }

  @Test
  void one_that_goes_on_when_the_server_stops_is_over_after_it() {
    List<String> served = purged();
    CountDownLatch latch = new CountDownLatch(1);
    registry.holdReplays(latch);
    Operation replay = registry.node().beginReplay();
    CompletableFuture<Void> stop = CompletableFuture.runAsync(registry::stop);
    latch.countDown();
    stop.join();
    registry.holdReplays(null);
    registry.start();

    assertThat(find(replay).error().code().name()).isEqualTo("ABORTED");
    assertThat(dump(registry.database())).isEqualTo(served);
    assertNothingIsLeft();
  }

  @Test
  void one_whose_process_died_ends_at_the_next_start_and_its_copy_is_removed() throws Exception {
    List<String> served = purged();
    Jobs other = registry.jobsOfAnother();
    Job dead = other.begin(new Jobs.Order("Replay", "registry", "", "key:ann", 1));
    other.report(dead.id(), new JobProgress(5, 10, 1, 5L));
    ViewDatabase database = registry.database();
    var copy = database.copy(dead.id().digits());
    assertThat(leftovers()).isNotEmpty();
    copy.database().close();
    registry.stop();
    registry.start();

    await().untilAsserted(this::assertNothingIsLeft);
    Operation aborted = find(dead.toOperation());
    assertThat(aborted.done()).isTrue();
    assertThat(aborted.error().code().name()).isEqualTo("ABORTED");
    assertThat(aborted.metadata().progress().done()).isEqualTo(5);
    assertThat(other.report(dead.id(), JobProgress.NONE)).isEqualTo(Jobs.Reply.STOP);
    assertThat(dump(registry.database())).isEqualTo(served);
    registry.replay();
  }

  @Test
  void what_was_put_aside_is_tried_afresh() {
    String id = registry.create("name");
    registry.settle();
    boolean sqlite = store == Store.SQLITE;
    write(
        sqlite
            ? "CREATE TRIGGER refusal BEFORE INSERT ON history WHEN NEW.name = 'poison' BEGIN"
                + " SELECT RAISE(ABORT, 'refused'); END"
            : "ALTER TABLE history ADD CONSTRAINT refusal CHECK (name <> 'poison') NOT VALID");
    OperationId poison = registry.update(id, Changes.of(Field.NAME, "poison"));
    registry.settle();
    assertThat(projection().deadLetters()).isEqualTo(1);

    registry.replay();

    assertThat(projection().deadLetters()).isZero();
    Operation shown =
        registry.ask(new io.annals.api.query.FindOperation(poison, null), Operation.class);
    assertThat(shown.error()).isNull();
    assertThat(registry.functions().apply("poison").id()).isEqualTo(id);
  }

  /** Views that took a purge, so that a replay of them can be held. */
  private List<String> purged() {
    String id = registry.create("gone");
    registry.delete(id, null);
    registry.purge(id);
    registry.create("alive");
    registry.settle();
    return dump(registry.database());
  }

  private void write(String sql) {
    registry
        .database()
        .transactions()
        .executeInTransaction(() -> registry.database().writes().execute(sql));
  }

  private Operation cancel(Operation job) {
    return registry
        .node()
        .configuration
        .commandGateway()
        .sendAndWait(new CancelJob(JobId.parse(job.id()).orElseThrow()));
  }

  private Operation find(Operation job) {
    return registry.ask(new FindJob(JobId.parse(job.id()).orElseThrow()), Operation.class);
  }

  private Projection projection() {
    return registry.ask(new FindProjection("registry"), Projection.class);
  }

  private void assertNothingIsLeft() {
    assertThat(leftovers()).isEmpty();
  }

  /** Schemas of copies, or files that are neither the served one nor what SQLite puts beside it. */
  private List<String> leftovers() {
    if (store == Store.POSTGRESQL) {
      return registry
          .database()
          .reads()
          .queryForList(
              "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'annals\\_views\\_%'",
              String.class);
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.endsWith("-wal") && !name.endsWith("-shm"))
              .toList();
      return names.size() == 1 && names.get(0).endsWith(".db") ? List.of() : names;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> dump(ViewDatabase database) {
    List<String> lines = new ArrayList<>();
    ViewDump.write(database, lines::add);
    return lines;
  }
}
