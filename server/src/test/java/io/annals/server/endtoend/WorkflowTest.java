package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Workflows from outside, on both stores. */
class WorkflowTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static String fresh(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static JsonNode made(NativeClient client, Map<String, ?> body) {
    return client.visible(client.call("POST", "/v1/workflows").json(body)).path("response");
  }

  private static Map<String, Object> workflow(String name, String function, int pin) {
    return Map.of(
        "name",
        name,
        "mainNodeName",
        "sort",
        "nodes",
        List.of(
            Map.of("name", "sort", "function", function),
            Map.of("name", "read", "function", function, "version", pin)),
        "edges",
        List.of(Map.of("sourceNodeName", "sort", "destinationNodeName", "read")));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aWorkflowLivesAsAFunctionDoes(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String function = fresh("step");
    String name = fresh("intake");
    String functionId = client.create(Map.of("name", function)).path("id").asString();

    JsonNode created = made(client, workflow(name, function, 1));
    String id = created.path("id").asString();
    assertThat(created.path("version").asLong()).isEqualTo(1);
    assertThat(created.at("/nodes/0/functionId").asString()).isEqualTo(functionId);
    assertThat(created.at("/nodes/0").has("version")).isFalse();
    assertThat(created.at("/nodes/1/version").asLong()).isEqualTo(1);

    JsonNode operation =
        client.visible(
            client.call("PATCH", "/v1/workflows/" + name).json(Map.of("displayName", "In")));
    assertThat(operation.path("type").asString()).isEqualTo("WorkflowUpdated");
    assertThat(operation.at("/metadata/workflowId").asString()).isEqualTo(id);
    assertThat(
            client
                .get("/v1/operations/" + operation.path("id").asString())
                .is(200)
                .text("response.displayName"))
        .isEqualTo("In");
    client.visible(
        client.call("POST", "/v1/workflows/" + id + ":revert").json(Map.of("version", 1)));

    List<JsonNode> versions = client.all("/v1/workflows/" + name + "/versions", "versions", 2);
    assertThat(versions).extracting(v -> v.path("version").asLong()).containsExactly(3L, 2L, 1L);
    assertThat(versions.get(0).path("restored").asLong()).isEqualTo(1);
    assertThat(client.get("/v1/workflows/" + name + "/versions/2").text("workflow.displayName"))
        .isEqualTo("In");
    String etag = client.get("/v1/workflows/" + name).is(200).header("ETag");
    client
        .call("PATCH", "/v1/workflows/" + name)
        .header("If-Match", "\"1-0\"")
        .json(Map.of("displayName", "x"))
        .answer()
        .is(412);
    client
        .call("DELETE", "/v1/workflows/" + name)
        .header("If-Match", etag)
        .header("Prefer", "wait=30")
        .answer()
        .is(200);
    client.get("/v1/workflows/" + name).is(404);
    client.get("/v1/workflows/" + id + "/versions/1").is(200);
    client.visible(client.call("POST", "/v1/workflows/" + name + ":undelete"));
    assertThat(client.get("/v1/workflows/" + name).text("displayName")).isEmpty();
    assertThat(client.all("/v1/operations", "operations", 100))
        .extracting(o -> o.path("type").asString())
        .contains("WorkflowCreated", "WorkflowUpdated", "WorkflowDeleted", "WorkflowUndeleted");
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void usagesTellWhichVersionUsesWhich(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String function = fresh("step");
    String name = fresh("intake");
    client.create(Map.of("name", function));
    made(client, workflow(name, function, 1));
    client.visible(client.call("PATCH", "/v1/functions/" + function).json(Map.of()));
    String usages = "/v1/functions/" + function + "/usages";

    JsonNode usage = client.get(usages).is(200).json().path("usages").path(0);
    assertThat(usage.path("workflowName").asString()).isEqualTo(name);
    assertThat(usage.path("versions")).hasSize(2);
    assertThat(client.get(usages + "?version=1").json().at("/usages/0/versions")).hasSize(1);
    JsonNode following = client.get(usages + "?version=2").json().at("/usages/0/versions/0");
    assertThat(following.has("workflowVersion")).isTrue();
    assertThat(following.has("functionVersion")).isFalse();
    client.get(usages + "?version=3").is(404);
    String id = client.get("/v1/functions/" + function).text("id");
    assertThat(client.get("/v1/workflows?filter=functions:" + id).json().path("workflows"))
        .hasSize(1);

    client.visible(client.call("DELETE", "/v1/workflows/" + name));
    assertThat(client.get(usages).json().path("usages")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void whatCannotBeAGraphIsRefusedWithTheFieldAtFault(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String function = fresh("step");
    client.create(Map.of("name", function));
    assertThat(
            client
                .post("/v1/workflows", workflow(fresh("w"), "nobody", 1))
                .is(400)
                .text("violations.0.field"))
        .isEqualTo("nodes[0].function");
    assertThat(
            client
                .post("/v1/workflows", workflow(fresh("w"), function, 2))
                .is(400)
                .text("violations.0.field"))
        .isEqualTo("nodes[1].version");
    String name = fresh("w");
    made(client, workflow(name, function, 1));
    client.post("/v1/workflows", workflow(name, function, 1)).is(409);
    assertThat(
            client
                .patch("/v1/workflows/" + name, Map.of("mainNodeName", "sort"))
                .is(400)
                .text("violations.0.field"))
        .isEqualTo("nodes");
    // A function and a workflow may have the same name.
    client.create(Map.of("name", name));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aReplayShowsTheSame(Store store) {
    RunningServer server = SERVERS.on(store);
    NativeClient client = server.client();
    String function = fresh("step");
    client.create(Map.of("name", function));
    made(client, workflow(fresh("w"), function, 1));
    String before = client.get("/v1/workflows").is(200).text();

    client.replay();

    assertThat(client.get("/v1/workflows").text()).isEqualTo(before);
  }
}
