package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.log.RecordedEvent;
import io.annals.server.ServerSettings.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The event feed of a whole registry. */
class FeedTest {
  private static final Duration STOP = Duration.ofSeconds(4);

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void followedStreamsEndWithTheServerAndGoOnWithTheNext(Store store) throws Exception {
    try (Place place = Place.fresh(store)) {
      FeedConsumer lines = FeedConsumer.ofLines("/v1/events", "\"last\"");
      FeedConsumer messages = FeedConsumer.ofMessages("/v1/events", "\"last\"");
      String id;
      try (RunningServer server = RunningServer.at(place)) {
        id = server.client().create(Map.of("name", "first")).path("id").asString();
        long begun;
        List<Callable<Boolean>> works =
            List.of(
                () -> lines.read(server.port(), Long.MAX_VALUE),
                () -> messages.read(server.port(), Long.MAX_VALUE));
        try (Threads reading = Threads.start(works)) {
          org.awaitility.Awaitility.await()
              .until(() -> lines.got().size() == 2 && messages.got().size() == 2);
          begun = System.nanoTime();
          server.close();
          // It would have failed if the answer had broken off.
          assertThat(reading.<Boolean>results()).containsExactly(true, true);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(STOP);
      }
      try (RunningServer server = RunningServer.at(place)) {
        server.client().patch("/v1/functions/" + id, Map.of("description", "more")).ok();
        server.client().patch("/v1/functions/" + id, Map.of("description", "last")).ok();
        lines.read(server.port(), Long.MAX_VALUE);
        messages.read(server.port(), Long.MAX_VALUE);
        List<RecordedEvent> table = FeedConsistencyTest.table(place);
        assertThat(table).hasSize(4);
        assertThat(lines.got()).containsExactlyElementsOf(table);
        assertThat(messages.got()).containsExactlyElementsOf(table);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void whatIsGoneIsStillTold(Store store) throws Exception {
    try (Place place = Place.fresh(store);
        RunningServer server = RunningServer.at(place)) {
      NativeClient client = server.client();
      String id = client.create(Map.of("name", "gone", "code", code())).path("id").asString();
      client.visible(client.call("DELETE", "/v1/functions/gone"));

      JsonNode byName = client.get("/v1/functions/gone/events").is(200).json();

      assertThat(byName.path("events"))
          .extracting(event -> event.path("type").asString())
          .containsExactly("io.annals.FunctionCreated", "io.annals.FunctionDeleted");
      JsonNode created = byName.path("events").path(0);
      assertThat(created.path("subject").asString()).isEqualTo(id);
      assertThat(created.path("namespace").asString()).isEqualTo("default");
      assertThat(created.path("principal").asString()).isEqualTo("key:root");
      assertThat(
              created
                  .path("data")
                  .path("revision")
                  .path("files")
                  .path("a.js")
                  .path("digest")
                  .asString())
          .startsWith("sha256:");
      assertThat(created.toString()).doesNotContain("export default");
      assertThat(client.get("/v1/functions/" + id + "/events").json()).isEqualTo(byName);
      List<JsonNode> all = client.all("/v1/events", "events", 1);
      assertThat(all).hasSize(FeedConsistencyTest.table(place).size());
      for (JsonNode event : all) {
        assertThat(client.get("/v1/events/" + event.path("id").asString()).is(200).json())
            .isEqualTo(event);
        assertThat(client.get("/v1/events/" + event.path("position").asString()).json())
            .isEqualTo(event);
      }
      String time = created.path("time").asString();
      assertThat(
              client
                  .get("/v1/events?since=" + time)
                  .json()
                  .path("events")
                  .path(0)
                  .path("position")
                  .asInt())
          .isLessThanOrEqualTo(created.path("position").asInt());
      assertThat(client.get("/v1/events?until=" + time + "&since=" + time).json().path("events"))
          .isEmpty();
    }
  }

  private static Map<String, ?> code() {
    return Map.of("files", Map.of("a.js", Map.of("text", "export default 1")), "runtime", "nodejs");
  }
}
