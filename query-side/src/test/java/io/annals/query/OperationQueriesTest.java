package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionIds;
import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.Filter;
import io.annals.api.query.Filter.Comparison;
import io.annals.api.query.Filter.Operator;
import io.annals.api.query.FindOperation;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListOperations;
import io.annals.api.resource.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperationQueriesTest extends RegistryTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void an_operation_is_pending_until_its_change_is_shown() {
    String id = registry.create("name");
    registry.settle().pause();
    OperationId alias = registry.setAlias(id, "prod", "r1");
    OperationId update = registry.update(id, Changes.of(Field.DISPLAY_NAME, "x"));
    OperationId second = registry.setAlias(id, "prod", "r2");

    Operation pending = find(update, null);
    assertThat(pending.done()).isFalse();
    assertThat(pending.description()).isEqualTo("Update function");
    assertThat(pending.metadata()).isEqualTo(new Operation.Metadata(id, 2));
    assertThat(pending.createTime()).isEqualTo(Registry.time(3));
    assertThat(pending.creator()).isEqualTo("key:ann");
    assertThat(pending.function()).isNull();
    assertThat(find(alias, "default").metadata().version()).isEqualTo(1);
    assertThat(find(alias, "default").description()).isEqualTo("Set alias prod");
    assertThat(find(second, null).metadata().version()).isEqualTo(2);
    assertNotFound(() -> find(update, "other"));

    registry.resume().settle();
    Operation done = find(update, "default");
    assertThat(done.done()).isTrue();
    assertThat(done.function().displayName()).isEqualTo("x");
    assertThat(done.function().aliases()).containsEntry("prod", "r1");
    assertThat(done.function().sequence()).isEqualTo(update.sequence());
    assertThat(find(second, null).function().aliases()).containsEntry("prod", "r2");
    assertNotFound(() -> find(update, "other"));
  }

  @Test
  void the_creation_of_a_function_that_is_not_shown_yet_is_pending() {
    registry.pause();
    String id = registry.create("name");
    OperationId created = new OperationId(id, 0);
    assertThat(find(created, "default").done()).isFalse();
    assertThat(find(created, "default").metadata().version()).isEqualTo(1);
    assertNotFound(() -> find(created, "other"));
    assertThat(ids(new ListOperations(Registry.ref(id), null, null, firstPage()), 5))
        .containsExactly(created.toString());
    assertNotFound(
        () ->
            ids(new ListOperations(new FunctionRef(id, "x", "other"), null, null, firstPage()), 5));
  }

  @Test
  void what_was_never_stored_is_not_found() {
    String id = registry.create("name");
    registry.settle();
    assertNotFound(() -> find(new OperationId(id, 1), null));
    assertNotFound(() -> find(new OperationId(FunctionIds.next(), 0), null));
    assertThatThrownBy(() -> wait(new OperationId(id, 1), LONG).join())
        .hasCauseInstanceOf(ProblemException.class);
  }

  @Test
  void who_waits_is_told_when_the_change_is_shown() throws Exception {
    String id = registry.create("name");
    registry.settle().pause();
    OperationId update = registry.update(id, Changes.of(Field.DISPLAY_NAME, "x"));
    OperationId next = registry.update(id, Changes.of(Field.DISPLAY_NAME, "y"));
    List<CompletableFuture<Operation>> waits =
        List.of(wait(update, LONG), wait(update, LONG), wait(next, LONG));
    assertThat(waits).noneMatch(CompletableFuture::isDone);
    // From here on nobody can look it up; only a word from the projection helps.
    ((AutoCloseable) registry.database().reads().getDataSource()).close();
    registry.resume();
    assertThat(waits.get(0).join().function().displayName()).isEqualTo("x");
    assertThat(waits.get(1).join()).isEqualTo(waits.get(0).join());
    assertThat(waits.get(2).join().function().displayName()).isEqualTo("y");
    assertThat(wait(next, LONG).join()).isEqualTo(waits.get(2).join());
  }

  @Test
  void who_waits_too_long_learns_that_it_is_pending() {
    String id = registry.create("name");
    registry.settle().pause();
    OperationId update = registry.update(id, Changes.none());
    Operation pending = wait(update, Duration.ofMillis(20)).join();
    assertThat(pending.done()).isFalse();
    assertThat(pending).isEqualTo(find(update, null));
  }

  @Test
  void a_wait_for_what_is_done_ends_at_once() {
    String id = registry.create("name");
    OperationId update = registry.update(id, Changes.none());
    registry.settle();
    assertThat(wait(update, LONG)).isCompleted();
    registry.stop();
    registry.start();
    await().until(() -> registry.querySide().caughtUp());
    assertThat(wait(update, LONG)).isCompleted();
    assertThat(wait(new OperationId(id, 0), LONG).join().function().version()).isEqualTo(1);
  }

  @Test
  void many_who_write_and_wait_all_read_their_own() {
    List<CompletableFuture<Operation>> waits = new ArrayList<>();
    List<OperationId> operations = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String id = registry.create("n" + i);
      OperationId update = registry.update(id, Changes.of(Field.DISPLAY_NAME, "x" + i));
      operations.add(update);
      waits.add(wait(update, LONG));
    }
    for (int i = 0; i < waits.size(); i++) {
      Operation done = waits.get(i).join();
      assertThat(done.done()).isTrue();
      assertThat(done.id()).isEqualTo(operations.get(i).toString());
      assertThat(done.function().displayName()).isEqualTo("x" + i);
    }
  }

  @Test
  void operations_are_listed_newest_first_the_pending_ones_among_them() {
    String id = registry.create("name");
    String other = registry.create("other", Changes.of(Field.NAME, "name"));
    List<String> all = new ArrayList<>();
    all.add(0, new OperationId(id, 0).toString());
    all.add(0, new OperationId(other, 0).toString());
    for (int i = 0; i < 5; i++) {
      all.add(0, registry.update(id, Changes.none()).toString());
    }
    registry.settle().pause();
    List<String> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(0, registry.update(i % 2 == 0 ? id : other, Changes.none()).toString());
    }
    all.addAll(0, waiting);

    for (int size : List.of(1, 3, 100)) {
      assertThat(ids(null, null, null, size)).isEqualTo(all);
      assertThat(ids(null, null, is("done", Operator.EQUAL, "false"), size)).isEqualTo(waiting);
      assertThat(ids(null, null, is("done", Operator.EQUAL, "true"), size))
          .isEqualTo(all.subList(5, all.size()));
      assertThat(ids(null, "other", null, size)).hasSize(3);
      assertThat(ids(Registry.ref("name"), null, null, size)).hasSize(9);
      assertThat(ids(null, null, is("creator", Operator.EQUAL, "key:*"), size)).isEqualTo(all);
      assertThat(ids(null, null, is("type", Operator.NOT_EQUAL, "FunctionUpdated"), size))
          .isEqualTo(all.subList(all.size() - 2, all.size()));
      assertThat(ids(null, null, is("createTime", Operator.GREATER, "2026-03-01T12:00:11Z"), size))
          .isEqualTo(waiting.subList(0, 1));
    }
  }

  private static io.annals.api.query.PageRequest firstPage() {
    return new io.annals.api.query.PageRequest(1, null);
  }

  private static Filter is(String path, Operator operator, String value) {
    return new Comparison(path, operator, value);
  }

  private List<String> ids(
      @Nullable FunctionRef function,
      @Nullable String namespace,
      @Nullable Filter filter,
      int size) {
    return ids(new ListOperations(function, namespace, filter, firstPage()), size);
  }

  private List<String> ids(ListOperations list, int size) {
    List<Operation> operations =
        registry.all(
            page -> new ListOperations(list.function(), list.namespace(), list.filter(), page),
            size);
    return operations.stream().map(Operation::id).toList();
  }

  private Operation find(OperationId id, @Nullable String scope) {
    return registry.ask(new FindOperation(id, scope), Operation.class);
  }

  private CompletableFuture<Operation> wait(OperationId id, Duration timeout) {
    return registry
        .node()
        .queries()
        .query(new AwaitOperation(id, null, timeout), ResponseTypes.instanceOf(Operation.class));
  }
}
