package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import io.annals.dialect.yandex.proto.functions.UpdateFunctionRequest;
import io.annals.server.endtoend.NativeClient.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Two nodes on one PostgreSQL: any of them takes any request, and both tell the same. */
class EqualNodesTest {
  @RegisterExtension static final Twins TWINS = new Twins();

  private static final int ROUNDS = 8;

  private final List<RunningServer> nodes = TWINS.nodes();

  /** Not until another one has come up does the first leave it anything. */
  @BeforeEach
  void sharedOut() {
    Awaitility.await("one shows, the other counts")
        .until(
            () ->
                nodes.stream().filter(Twins::shows).count() == 1
                    && nodes.stream().filter(Twins::counts).count() == 1
                    && nodes.stream().noneMatch(node -> Twins.shows(node) && Twins.counts(node)));
  }

  @Test
  void whoeverWritesThroughOneNodeReadsItThroughTheOtherInEveryApi() {
    String id = new ConductorOneClient(nodes.get(0), Place.KEY).coded("1").path("id").asString();
    client(1)
        .visible(
            client(1)
                .call("PATCH", "/v1/functions/" + id)
                .json(Map.of("name", "shared", "kind", "extract")));
    for (int i = 0; i < ROUNDS; i++) {
      RunningServer writer = nodes.get(i % 2);
      NativeClient reader = client(i + 1);

      new ConductorOneClient(writer, Place.KEY)
          .updated(body("id", id, "displayName", "c1-" + i), "displayName");
      assertThat(reader.get("/v1/functions/" + id).is(200).text("displayName"))
          .isEqualTo("c1-" + i);

      writer
          .client()
          .put("/api/functions/shared", Map.of("code", "export default " + i, "name", "in-" + i))
          .is(200);
      assertThat(reader.get("/api/functions/shared").is(200).text("code"))
          .isEqualTo("export default " + i);

      writer
          .client()
          .patch("/v3/functions/shared", Map.of("type", "extract", "tags", List.of("bem-" + i)))
          .is(200);
      assertThat(reader.get("/v3/functions/shared").is(200).text("function.tags.0"))
          .isEqualTo("bem-" + i);

      writer.client().visible(writer.client().call("PATCH", "/v1/functions/" + id).json(note(i)));
      assertThat(reader.get("/v1/functions/" + id).is(200).text("description"))
          .isEqualTo("note " + i);
    }
  }

  @Test
  void anOperationIsWaitedForThroughAnyNode() throws Exception {
    String id = client(0).create(Map.of("name", "awaited")).path("id").asString();
    for (int i = 0; i < ROUNDS; i++) {
      Answer begun =
          client(i)
              .call("PATCH", "/v1/functions/" + id)
              .header("Prefer", "respond-async")
              .json(note(i))
              .answer()
              .is(202);
      JsonNode done = client(i + 1).await(begun.text("id"));
      assertThat(done.path("response").path("description").asString()).isEqualTo("note " + i);
      assertThat(client(i + 1).get("/v1/functions/" + id).is(200).text("description"))
          .isEqualTo("note " + i);
    }
    try (YandexClient first = new YandexClient(nodes.get(0).grpcPort(), Place.KEY);
        YandexClient second = new YandexClient(nodes.get(1).grpcPort(), Place.KEY)) {
      for (int i = 0; i < ROUNDS; i++) {
        YandexClient writer = i % 2 == 0 ? first : second;
        YandexClient reader = i % 2 == 0 ? second : first;
        reader.done(
            writer.functions.update(
                UpdateFunctionRequest.newBuilder()
                    .setFunctionId(id)
                    .setDescription("grpc " + i)
                    .setUpdateMask(FieldMask.newBuilder().addPaths("description"))
                    .build()));
        assertThat(reader.get(id).getDescription()).isEqualTo("grpc " + i);
      }
    }
  }

  /** Each node remembers the function as of its own last update, so that every other is stale. */
  @Test
  void aStaleMemoryIsNoMatterOfTheClient() {
    String id = client(0).create(Map.of("name", "stale")).path("id").asString();
    String etag = client(0).get("/v1/functions/" + id).is(200).header("ETag");
    for (int i = 0; i < ROUNDS; i++) {
      Answer unconditional = client(i).patch("/v1/functions/" + id, note(i)).ok();
      assertThat(unconditional.number("metadata.version")).isEqualTo(2L * i + 2);
      client(i + 1)
          .call("PATCH", "/v1/functions/" + id)
          .header("If-Match", etag)
          .json(note(-1))
          .answer()
          .is(412);
      JsonNode shown =
          client(i).visible(client(i).call("PATCH", "/v1/functions/" + id).json(note(100 + i)));
      etag = client(i + 1).get("/v1/functions/" + id).is(200).header("ETag");
      assertThat(etag).isEqualTo('"' + shown.path("response").path("etag").asString() + '"');
    }
  }

  @Test
  void updatesOfOneFunctionThroughBothNodesAtOnceAllSucceedOneAfterTheOther() {
    String id = client(0).create(Map.of("name", "contested")).path("id").asString();
    int clients = 6;
    int each = 20;
    List<Long> versions = Collections.synchronizedList(new ArrayList<>());
    List<Callable<Void>> works = new ArrayList<>();
    for (int c = 0; c < clients; c++) {
      int own = c;
      works.add(
          () -> {
            for (int i = 0; i < each; i++) {
              Answer answer =
                  client(own).patch("/v1/functions/" + id, Map.of("description", own + "-" + i));
              versions.add(answer.ok().number("metadata.version"));
            }
            return null;
          });
    }
    try (Threads threads = Threads.start(works)) {
      threads.results();
    }
    assertThat(versions)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(2, clients * each + 1L).boxed().toList());
  }

  private NativeClient client(int i) {
    return nodes.get(i % 2).client();
  }

  private static Map<String, ?> note(int i) {
    return Map.of("description", "note " + i);
  }
}
