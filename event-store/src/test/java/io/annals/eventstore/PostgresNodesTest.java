package io.annals.eventstore;

import static io.annals.eventstore.EngineContract.inParallel;
import static io.annals.eventstore.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one PostgreSQL database. */
class PostgresNodesTest {
  private EventDatabase firstDatabase;
  private EventDatabase secondDatabase;
  private GroupCommitEngine first;
  private GroupCommitEngine second;

  @BeforeEach
  void openNodes() {
    String url = TestPostgres.freshUrl();
    firstDatabase = TestPostgres.open(url);
    secondDatabase = TestPostgres.open(url);
    first = Samples.engine(firstDatabase).build();
    second = Samples.engine(secondDatabase).build();
  }

  @AfterEach
  void closeNodes() {
    first.close();
    second.close();
    firstDatabase.close();
    secondDatabase.close();
  }

  @Test
  void bothNodesSeeEveryEventOnceAndInOrderWhileBothWrite() throws Exception {
    int writers = 16;
    int each = 25;
    int total = writers * each;
    ExecutorService readers = Executors.newFixedThreadPool(2);
    List<Future<List<Long>>> seen =
        List.of(first, second).stream()
            .map(node -> readers.submit(() -> positions(node, total)))
            .toList();

    List<Throwable> failures =
        inParallel(
            writers,
            w -> {
              // Each aggregate moves from node to node, so that remembered heads go stale.
              for (int i = 0; i < each; i++) {
                GroupCommitEngine node = (w + i) % 2 == 0 ? first : second;
                node.appendEvents(event("agg-" + w, i));
              }
            });

    assertThat(failures).isEmpty();
    for (Future<List<Long>> positions : seen) {
      assertThat(positions.get())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, total).boxed().toList());
    }
    Map<String, Long> last = new HashMap<>();
    first
        .readEvents(null, false)
        .forEach(
            message -> {
              var event = (org.axonframework.eventhandling.DomainEventMessage<?>) message;
              String id = event.getAggregateIdentifier();
              assertThat(event.getSequenceNumber()).isEqualTo(last.getOrDefault(id, -1L) + 1);
              last.put(id, event.getSequenceNumber());
            });
    readers.shutdown();
  }

  @Test
  void aStreamIsWokenByAnAppendOfTheOtherNode() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (WokenStream stream = new WokenStream(second, 0)) {
      stream.setOnAvailableCallback(calls::incrementAndGet);
      first.appendEvents(event("a", 0));
      assertThat(Samples.text(stream.nextAvailable())).isEqualTo("a#0");
      assertThat(calls.get()).isPositive();
      assertThat(second.headPosition()).isEqualTo(1);
    }
  }

  @Test
  void aNodeWhoseListenerWasKilledHearsAgain() throws Exception {
    first.appendEvents(event("a", 0));
    await().until(() -> second.headPosition() == 1);
    String name;
    try (var connection = firstDatabase.blobs().getConnection()) {
      name = connection.getCatalog();
    }
    TestPostgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            + " OR query LIKE '%max(position)%' AND datname = '"
            + name
            + "'");
    await().ignoreExceptions().until(() -> append(first, 1));
    await().until(() -> second.headPosition() == 2);
  }

  private static boolean append(GroupCommitEngine node, long sequence) {
    node.appendEvents(event("a", sequence));
    return true;
  }

  @Test
  void anAppendThatTheOtherNodeForestalledIsAConflict() {
    first.appendEvents(event("a", 0));
    second.appendEvents(event("a", 1));
    assertThatThrownBy(() -> first.appendEvents(event("a", 1)))
        .isInstanceOf(ConcurrencyException.class);
    first.appendEvents(event("a", 2));
    assertThat(first.readEvents("a").asStream()).hasSize(3);
  }

  private static List<Long> positions(GroupCommitEngine node, int total)
      throws InterruptedException {
    try (WokenStream stream = new WokenStream(node, 0)) {
      return Samples.read(stream, total).stream().map(Samples::position).toList();
    }
  }
}
