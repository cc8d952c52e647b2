package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.log.RecordedEvent;
import io.annals.api.log.Redaction;
import io.annals.server.ServerSettings.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Two processes write to one PostgreSQL while consumers follow the feed of both, are torn off after
 * any byte and come back to either. {@code -Dannals.feed.seed=N} brings an earlier run's choices
 * back.
 */
class FeedConsistencyTest {
  private static final long SEED = Long.getLong("annals.feed.seed", System.nanoTime());
  private static final int WRITERS_OF_EACH = 3;
  private static final int CHANGES_OF_EACH = 60;
  private static final int MOST_BYTES = 150_000;
  private static final String END = "the end of this feed";

  @Test
  void everyConsumerGetsTheTableRowByRow() throws Exception {
    try (Place here = Place.fresh(Store.POSTGRES);
        Place there =
            new Place(Files.createTempDirectory("annals-node"), here.store(), here.postgres());
        RunningServer first = RunningServer.at(here)) {
      shareMasterKey(here, there);
      try (AnnalsProcess second = AnnalsProcess.serving(there)) {
        int[] ports = {first.port(), second.port()};
        List<FeedConsumer> consumers =
            List.of(
                FeedConsumer.ofLines("/v1/events", END),
                FeedConsumer.ofMessages("/v1/events", END),
                FeedConsumer.ofMessages("/v1/events?type=FunctionUpdated,SecretPut", END));
        List<Callable<Void>> works = new ArrayList<>();
        consumers.forEach(c -> works.add(() -> follow(c, ports, SEED + consumers.indexOf(c))));
        try (Threads reading = Threads.start(works)) {
          write(first.client(), second.client());
          String id = create(first.client(), "last");
          second.client().patch("/v1/functions/" + id, Map.of("description", END)).ok();
          reading.results();
        }
        // Who begins late reads by whole pages.
        List<FeedConsumer> late =
            List.of(
                FeedConsumer.ofLines("/v1/events", END),
                FeedConsumer.ofMessages("/v1/events", END));
        works.clear();
        late.forEach(c -> works.add(() -> follow(c, ports, SEED)));
        try (Threads reading = Threads.start(works)) {
          reading.results();
        }
        List<RecordedEvent> table = table(here);
        System.out.printf(
            "seed %d: %d events; %s connections%n",
            SEED, table.size(), consumers.stream().map(FeedConsumer::connections).toList());
        assertThat(table).hasSizeGreaterThan(2 * WRITERS_OF_EACH * CHANGES_OF_EACH);
        assertThat(consumers).allMatch(consumer -> consumer.connections() > 2);
        assertThat(consumers.get(0).got()).containsExactlyElementsOf(table);
        assertThat(consumers.get(1).got()).containsExactlyElementsOf(table);
        assertThat(late.get(0).got()).containsExactlyElementsOf(table);
        assertThat(late.get(1).got()).containsExactlyElementsOf(table);
        assertThat(consumers.get(2).got())
            .containsExactlyElementsOf(
                table.stream()
                    .filter(e -> e.type().equals("FunctionUpdated") || e.type().equals("SecretPut"))
                    .toList());
      }
    }
  }

  private static Void follow(FeedConsumer consumer, int[] ports, long seed)
      throws IOException, InterruptedException {
    Random random = new Random(seed);
    while (!consumer.ended()) {
      consumer.read(ports[random.nextInt(ports.length)], random.nextInt(MOST_BYTES));
    }
    return null;
  }

  private static void write(NativeClient... nodes) {
    String shared = create(nodes[0], "shared");
    List<Callable<Void>> works = new ArrayList<>();
    for (int node = 0; node < nodes.length; node++) {
      NativeClient client = nodes[node];
      String name = "writer" + node;
      IntStream.range(0, WRITERS_OF_EACH)
          .forEach(w -> works.add(() -> write(client, name + w, shared)));
    }
    try (Threads threads = Threads.start(works)) {
      threads.results();
    }
  }

  private static Void write(NativeClient client, String name, String shared) {
    Random random = new Random(SEED + name.hashCode());
    String own = create(client, name);
    for (int i = 0; i < CHANGES_OF_EACH; i++) {
      String text = name + " ünï 𝄞 \"" + i + "\" " + "x".repeat(random.nextInt(2_000));
      switch (random.nextInt(6)) {
        case 0 -> own = create(client, name + "-" + i);
        case 1 ->
            client
                .call("PATCH", "/v1/functions/" + own)
                .json(Map.of("name", name + "_" + i))
                .header("Prefer", "respond-async")
                .answer()
                .ok();
        default ->
            client
                .call("PATCH", "/v1/functions/" + (random.nextInt(3) == 0 ? shared : own))
                .json(Map.of("description", text, "config", Map.of("n", 1.50)))
                .header("Prefer", "respond-async")
                .answer()
                .ok();
      }
    }
    return null;
  }

  private static String create(NativeClient client, String name) {
    return client
        .call("POST", "/v1/functions")
        .json(Map.of("name", name))
        .header("Prefer", "respond-async")
        .answer()
        .ok()
        .text("metadata.functionId");
  }

  private static void shareMasterKey(Place from, Place to) throws IOException {
    Files.copy(
        from.data().resolve("master.key"),
        to.data().resolve("master.key"),
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  /** What the feed has to show of the table. */
  static List<RecordedEvent> table(Place place) throws SQLException {
    List<RecordedEvent> events = new ArrayList<>();
    try (Connection connection = place.openEvents();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT position, aggregate_id, sequence, aggregate_type, event_id, type,"
                    + " revision, time, payload, metadata FROM events ORDER BY position")) {
      while (row.next()) {
        String type = row.getString("type");
        events.add(
            new RecordedEvent(
                row.getLong("position"),
                row.getString("aggregate_id"),
                row.getLong("sequence"),
                row.getString("aggregate_type"),
                row.getString("event_id"),
                type,
                row.getString("revision"),
                row.getString("time"),
                Redaction.of(type, row.getString("payload")),
                row.getString("metadata")));
      }
    }
    return events;
  }
}
