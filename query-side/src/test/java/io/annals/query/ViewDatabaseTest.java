package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.annals.api.blob.Digest;
import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.operation.OperationId;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.FindFunction;
import io.annals.api.resource.Operation;
import io.annals.query.database.ViewDatabase;
import io.annals.query.database.ViewDump;
import io.annals.query.database.ViewsUnusableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewDatabaseTest {
  private static final String LATER =
      "INSERT INTO view_migrations (installed_rank, version, description, type, script, checksum,"
          + " installed_by, execution_time, success)"
          + " VALUES (999, '999', 'later', 'SQL', 'V999__later.sql', 1, 'x', 1, ";

  @TempDir Path folder;

  @BeforeAll
  static void bePatient() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  @Test
  void a_damaged_file_is_thrown_away_and_rebuilt() throws Exception {
    try (Registry registry = new Registry(Store.SQLITE, folder).start()) {
      String id = registry.create("name");
      registry.settle();
      Digest before = ViewDump.digest(registry.database());
      registry.stop();
      Files.writeString(folder.resolve("views.db"), "this is no database ".repeat(1000));
      registry.start();
      registry.settle();
      assertThat(registry.functions().apply("name").id()).isEqualTo(id);
      assertThat(ViewDump.digest(registry.database())).isEqualTo(before);
    }
  }

  @Test
  void a_file_of_a_later_release_is_thrown_away_and_rebuilt() {
    try (Registry registry = new Registry(Store.SQLITE, folder).start()) {
      registry.create("name");
      registry.settle();
      registry.database().writes().execute(LATER + "1)");
      registry.stop();
      registry.start();
      registry.settle();
      assertThat(registry.functions().apply("name").version()).isEqualTo(1);
    }
  }

  @Test
  void postgres_of_a_later_release_is_refused() {
    Supplier<ViewDatabase> views = Store.POSTGRESQL.fresh(folder);
    try (ViewDatabase database = views.get()) {
      database.writes().execute(LATER + "true)");
    }
    assertThatThrownBy(views::get)
        .isInstanceOf(ViewsUnusableException.class)
        .hasMessageContaining("later release");
  }

  @Test
  void what_nobody_writes_cannot_be_opened() {
    assertThatThrownBy(() -> ViewDatabase.postgres("jdbc:postgresql://127.0.0.1:1/x", "u", "p"))
        .isInstanceOf(ViewsUnusableException.class);
  }

  @Test
  void of_two_processes_one_carries_the_views_on_and_the_other_hears_and_takes_over() {
    try (Registry registry = new Registry(Store.POSTGRESQL, folder).start()) {
      String id = registry.create("name");
      registry.settle();
      try (Registry.Node other = registry.another()) {
        other.configuration.start();
        await().until(other.querySide::caughtUp);
        OperationId update = registry.update(id, Changes.of(Field.DISPLAY_NAME, "x"));
        Operation done =
            other
                .queries()
                .query(
                    new AwaitOperation(update, null, Duration.ofSeconds(30)),
                    ResponseTypes.instanceOf(Operation.class))
                .join();
        assertThat(done.done()).isTrue();
        assertThat(done.function().displayName()).isEqualTo("x");

        registry.stop();
        OperationId late = registry.update(id, Changes.of(Field.DISPLAY_NAME, "y"));
        assertThat(
                other
                    .queries()
                    .query(
                        new AwaitOperation(late, null, Duration.ofSeconds(30)),
                        ResponseTypes.instanceOf(Operation.class))
                    .join()
                    .function()
                    .displayName())
            .isEqualTo("y");

        registry.start();
        await().until(() -> registry.querySide().caughtUp());
        Digest before = ViewDump.digest(other.database);
        // The other one has the claim; it loses it to whoever rebuilds.
        registry.replay();
        assertThat(ViewDump.digest(other.database)).isEqualTo(before);
      }
    }
  }

  @Test
  void another_node_reads_on_and_is_told_while_this_one_replays() {
    try (Registry registry = new Registry(Store.POSTGRESQL, folder).start()) {
      String id = registry.create("name");
      registry.settle();
      try (Registry.Node other = registry.another()) {
        other.configuration.start();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Long> reader =
            CompletableFuture.supplyAsync(
                () -> {
                  long version = 0;
                  // Often enough for the driver and the server to prepare the statements.
                  for (int i = 0; i < 20 || !over.get(); i++) {
                    long now =
                        other
                            .ask(
                                new FindFunction(Registry.ref("name"), false, null, null),
                                io.annals.api.resource.Function.class)
                            .version();
                    assertThat(now).isGreaterThanOrEqualTo(version);
                    version = now;
                  }
                  return version;
                });
        for (int i = 0; i < 3; i++) {
          OperationId update = registry.update(id, Changes.of(Field.DISPLAY_NAME, "x" + i));
          registry.replay();
          Operation done =
              other
                  .queries()
                  .query(
                      new AwaitOperation(update, null, Duration.ofSeconds(30)),
                      ResponseTypes.instanceOf(Operation.class))
                  .join();
          assertThat(done.function().displayName()).isEqualTo("x" + i);
        }
        over.set(true);
        assertThat(reader.join()).isGreaterThan(1);
        registry.settle();
        assertThat(
                other.ask(
                    new FindFunction(Registry.ref("name"), false, null, null),
                    io.annals.api.resource.Function.class))
            .isEqualTo(registry.functions().apply("name"));
      }
    }
  }
}
