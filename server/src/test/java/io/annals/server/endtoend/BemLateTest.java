package io.annals.server.endtoend;

import static io.annals.server.endtoend.BemClient.body;
import static io.annals.server.endtoend.BemClient.fresh;
import static io.annals.server.endtoend.BemClient.graph;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.query.QuerySide;
import io.annals.server.ServerSettings.Store;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The settings of the bem dialect, and what it answers while the views stand still. */
class BemLateTest {
  private static RunningServer server;
  private static BemClient bem;

  @BeforeAll
  static void start() {
    System.setProperty("annals.bem.patience", "20ms");
    System.setProperty("annals.bem.name-retention", "0s");
    try {
      server = RunningServer.at(Place.fresh(Store.SQLITE));
    } finally {
      System.clearProperty("annals.bem.patience");
      System.clearProperty("annals.bem.name-retention");
    }
    bem = new BemClient(server);
  }

  @AfterAll
  static void stop() {
    server.close();
    server.place().close();
  }

  @Test
  void aChangeThatIsNotToBeSeenYetIsAnsweredAsItWillBe() {
    String function = bem.created("payload_shaping", "shapingSchema", "a", "tags", List.of("t"));
    String workflow = bem.workflow(graph(fresh(), function)).path("name").asString();
    StreamingEventProcessor views =
        server
            .part(Configuration.class)
            .eventProcessingConfiguration()
            .eventProcessor(QuerySide.PROCESSOR, StreamingEventProcessor.class)
            .orElseThrow();
    views.shutDown();
    String late = fresh();
    JsonNode updated;
    JsonNode created;
    JsonNode changed;
    try {
      updated =
          bem.call(
                  "PATCH",
                  "/v3/functions/" + function,
                  body("type", "payload_shaping", "shapingSchema", "b"))
              .is(200)
              .json()
              .path("function");
      created = bem.function(body("functionName", late, "type", "extract"));
      changed =
          bem.call("PATCH", "/v3/workflows/" + workflow, body("displayName", "Intake"))
              .is(200)
              .json()
              .path("workflow");
    } finally {
      views.start();
    }

    assertThat(updated.path("versionNum").asLong()).isEqualTo(2);
    assertThat(updated.path("shapingSchema").asString()).isEqualTo("b");
    assertThat(updated.path("tags").path(0).asString()).isEqualTo("t");
    assertThat(created.path("versionNum").asLong()).isEqualTo(1);
    assertThat(changed.path("versionNum").asLong()).isEqualTo(2);
    assertThat(changed.path("displayName").asString()).isEqualTo("Intake");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(bem.get("/v3/functions/" + late).status()).isEqualTo(200);
              assertThat(bem.get("/v3/functions/" + function).is(200).number("function.versionNum"))
                  .isEqualTo(2);
              assertThat(bem.get("/v3/workflows/" + workflow).is(200).number("workflow.versionNum"))
                  .isEqualTo(2);
            });
  }

  @Test
  void aNameIsFreeAtOnceWhereNoneIsKept() {
    String name = bem.created("extract");
    bem.call("DELETE", "/v3/functions/" + name).is(204);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(bem.get("/v3/functions/" + name).status()).isEqualTo(404));
    bem.function(body("functionName", name, "type", "extract"));
  }
}
