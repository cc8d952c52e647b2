package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.query.database.ViewCopy;
import io.annals.query.database.ViewDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Files of views that change places. */
class ViewSwapTest {
  private static final List<String> OLD = List.of("old");
  private static final List<String> NEW = List.of("new");

  @TempDir Path root;
  private int moments;

  @Test
  void killed_at_any_moment_the_next_start_serves_the_one_or_the_other_whole() throws Exception {
    Path folder = Files.createDirectory(root.resolve("views"));
    try (ViewDatabase serving = ViewDatabase.sqlite(folder)) {
      put(serving, "old");
      ViewCopy copy = serving.copy("a");
      put(copy.database(), "new");
      assertServes(moment(folder), OLD);
      copy.settle();
      assertServes(moment(folder), OLD);
      serving.transactions().executeInTransaction(copy::serve);
      assertThat(shown(serving)).isEqualTo(NEW);
      assertServes(moment(folder), NEW);
      Path halfTidied = moment(folder);
      Files.deleteIfExists(halfTidied.resolve("views.db"));
      assertServes(halfTidied, NEW);
      put(serving, "news");
      assertServes(moment(folder), List.of("new", "news"));
      copy.close();
      assertServes(moment(folder), List.of("new", "news"));
      // A second one, while the first still bears its number.
      ViewCopy again = serving.copy("b");
      put(again.database(), "newest");
      assertServes(moment(folder), List.of("new", "news"));
      serving.transactions().executeInTransaction(again::serve);
      assertServes(moment(folder), List.of("newest"));
      again.close();
    }
    assertThat(names(folder)).containsExactly("views.db");
    assertServes(moment(folder), List.of("newest"));
  }

  @Test
  void a_query_that_began_before_ends_on_what_it_began_with() throws Exception {
    try (ViewDatabase serving = ViewDatabase.sqlite(root)) {
      serving
          .transactions()
          .executeInTransaction(
              () ->
                  serving
                      .writes()
                      .update(
                          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i"
                              + " < 2000) INSERT INTO documents SELECT 'old' || i, '' FROM n"));
      ViewCopy copy = serving.copy("a");
      put(copy.database(), "new");
      AtomicInteger rows = new AtomicInteger();
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      RowCallbackHandler slow =
          row -> {
            if (rows.incrementAndGet() == 1) {
              begun.countDown();
              hold(goOn);
            }
          };
      CompletableFuture<Void> query =
          CompletableFuture.runAsync(
              () -> serving.reads().query("SELECT digest FROM documents", slow));
      begun.await();
      serving.transactions().executeInTransaction(copy::serve);
      assertThat(shown(serving)).isEqualTo(NEW);
      CompletableFuture<Void> close = CompletableFuture.runAsync(copy::close);
      assertThat(query).isNotDone();
      goOn.countDown();
      query.join();
      close.join();
      assertThat(rows).hasValue(2_000);
      assertThat(names(root)).doesNotContain("views.db");
    }
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_copy_that_is_closed_early_leaves_nothing() throws Exception {
    try (ViewDatabase serving = ViewDatabase.sqlite(root)) {
      put(serving, "old");
      ViewCopy copy = serving.copy("a");
      put(copy.database(), "new");
      copy.close();
      assertThat(shown(serving)).isEqualTo(OLD);
    }
    assertThat(names(root)).containsExactly("views.db");
  }

  private static void put(ViewDatabase database, String text) {
    database
        .transactions()
        .executeInTransaction(
            () -> database.writes().update("INSERT INTO documents VALUES (?, '')", text));
  }

  private static List<String> shown(ViewDatabase database) {
    return database
        .reads()
        .queryForList("SELECT digest FROM documents ORDER BY digest", String.class);
  }

  /** The files as a kill at this moment leaves them. */
  private Path moment(Path folder) throws IOException {
    Path copy = Files.createDirectory(root.resolve("moment" + ++moments));
    for (String name : names(folder)) {
      Files.copy(folder.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  private static void assertServes(Path folder, List<String> expected) throws IOException {
    try (ViewDatabase database = ViewDatabase.sqlite(folder)) {
      assertThat(shown(database)).isEqualTo(expected);
    }
    assertThat(names(folder)).containsExactly("views.db");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
