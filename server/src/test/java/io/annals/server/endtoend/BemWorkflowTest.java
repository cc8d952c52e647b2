package io.annals.server.endtoend;

import static io.annals.server.endtoend.BemClient.body;
import static io.annals.server.endtoend.BemClient.fresh;
import static io.annals.server.endtoend.BemClient.graph;
import static io.annals.server.endtoend.BemClient.isError;
import static io.annals.server.endtoend.BemClient.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Workflows of the bem dialect over HTTP, row by row of its description. */
class BemWorkflowTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private final BemClient bem = new BemClient(SERVERS.on(Store.SQLITE));

  @Test
  void aWorkflowIsVersionedAndTellsItsFunctionsByIdAndName() {
    String function = bem.created("extract");
    String name = fresh();
    Map<String, Object> pinned =
        body("function", Map.of("name", function, "versionNum", 1), "metadata", Map.of("x", 1.50));
    Map<String, Object> body = graph(name, function);
    body.put("nodes", List.of(node(function, "a"), pinned));
    body.put(
        "edges",
        List.of(
            Map.of(
                "sourceNodeName", "a", "destinationNodeName", function, "destinationName", "o")));
    JsonNode made = bem.workflow(body);
    assertThat(made.propertyNames())
        .contains("id", "name", "versionNum", "mainNodeName", "nodes", "edges", "connectors")
        .contains("createdAt", "updatedAt", "audit", "tags");
    assertThat(made.at("/nodes/0/function").has("versionNum")).isFalse();
    assertThat(made.at("/nodes/1/function/versionNum").asLong()).isEqualTo(1);
    assertThat(made.at("/nodes/1/name").asString()).isEqualTo(function);
    assertThat(made.at("/nodes/1/metadata/x").asString()).isEqualTo("1.5");
    assertThat(made.at("/edges/0/destinationName").asString()).isEqualTo("o");

    JsonNode updated =
        bem.call("PATCH", "/v3/workflows/" + name, body("name", name, "tags", List.of("t")))
            .is(200)
            .json()
            .path("workflow");
    assertThat(updated.path("versionNum").asLong()).isEqualTo(2);
    assertThat(updated.path("nodes")).hasSize(2);
    isError(bem.call("PATCH", "/v3/workflows/" + name, body("mainNodeName", "a")), 400);
    JsonNode refused =
        bem.call("PATCH", "/v3/workflows/" + name, body("connectors", List.of(Map.of("name", "c"))))
            .is(200)
            .json();
    assertThat(refused.at("/connectorErrors/0/code").asString()).isEqualTo("unavailable");
    assertThat(refused.at("/connectorErrors/0/operation").asString()).isEqualTo("create");
    assertThat(refused.at("/workflow/connectors")).isEmpty();
    assertThat(refused.at("/workflow/restricted").asBoolean(true)).isFalse();

    String versions = "/v3/workflows/" + name + "/versions";
    assertThat(bem.get(versions).json().path("versions"))
        .extracting(v -> v.path("versionNum").asLong())
        .containsExactly(3L, 2L, 1L);
    assertThat(bem.get(versions + "?limit=1").json().path("totalCount").asLong()).isEqualTo(3);
    assertThat(bem.get(versions + "?sortOrder=asc&startingAfter=1").json().path("versions"))
        .extracting(v -> v.path("versionNum").asLong())
        .containsExactly(2L, 3L);
    assertThat(bem.all(versions, "versions", "versionNum", 2)).hasSize(3);
    assertThat(bem.get(versions + "/1").is(200).json().at("/workflow/tags")).isEmpty();
    isError(bem.get(versions + "/9"), 404);

    String copy = fresh();
    JsonNode copied =
        bem.call(
                "POST",
                "/v3/workflows/copy",
                body(
                    "sourceWorkflowName",
                    name,
                    "targetWorkflowName",
                    copy,
                    "sourceWorkflowVersionNum",
                    1))
            .is(200)
            .json();
    assertThat(copied.at("/workflow/versionNum").asLong()).isEqualTo(1);
    assertThat(copied.path("copiedFunctions")).isEmpty();
    assertThat(
            bem.get("/v3/workflows?functionNames=" + function + "&workflowNames=" + copy)
                .json()
                .path("workflows"))
        .hasSize(1);
    bem.call("DELETE", "/v3/workflows/" + copy).is(204);
    isError(bem.get("/v3/workflows/" + copy), 404);
    bem.get("/v3/functions/" + function).is(200);
    bem.call("DELETE", "/v3/functions/" + function).is(204);
    assertThat(bem.get("/v3/workflows/" + name).text("workflow.nodes.0.function.name"))
        .as("a dangling reference")
        .isEqualTo(function);
  }

  @Test
  void aGraphThatIsNoneIsRefused() {
    String function = bem.created("extract");
    Map<String, Object> both = graph(fresh(), function);
    both.put("nodes", List.of(body("name", "a", "function", Map.of("name", function, "id", "x"))));
    isError(bem.call("POST", "/v3/workflows", both), 400);
    Map<String, Object> none = graph(fresh(), function);
    none.put("nodes", List.of(body("name", "a", "function", Map.of())));
    isError(bem.call("POST", "/v3/workflows", none), 400);
    Map<String, Object> main = graph(fresh(), function);
    main.put("mainNodeName", "b");
    isError(bem.call("POST", "/v3/workflows", main), 422);
    Map<String, Object> circle = graph(fresh(), function);
    circle.put("nodes", List.of(node(function, "a"), node(function, "b"), node(function, "c")));
    circle.put(
        "edges",
        List.of(
            Map.of("sourceNodeName", "b", "destinationNodeName", "c"),
            Map.of("sourceNodeName", "c", "destinationNodeName", "b")));
    isError(bem.call("POST", "/v3/workflows", circle), 422);
    isError(bem.call("POST", "/v3/workflows", graph(fresh(), "nobody")), 422);
  }

  @Test
  void functionsTellWhichWorkflowsUseThem() {
    String function = bem.created("extract");
    String name = fresh();
    Map<String, Object> body = graph(name, function);
    bem.workflow(body);
    bem.call("PATCH", "/v3/functions/" + function, body("type", "extract")).is(200);
    body.put(
        "nodes", List.of(body("name", "a", "function", Map.of("name", function, "versionNum", 1))));
    bem.call("PATCH", "/v3/workflows/" + name, body).is(200);

    JsonNode used = bem.get("/v3/functions/" + function).json().at("/function/usedInWorkflows/0");
    assertThat(used.path("workflowName").asString()).isEqualTo(name);
    assertThat(used.path("currentVersionNum").asLong()).isEqualTo(2);
    assertThat(used.path("usedInWorkflowVersionNums").toString()).isEqualTo("[1,2]");
    String versions = "/v3/functions/" + function + "/versions/";
    String path = "/function/usedInWorkflows/0/usedInWorkflowVersionNums";
    assertThat(bem.get(versions + 1).json().at(path).toString()).isEqualTo("[2]");
    assertThat(bem.get(versions + 2).json().at(path).toString()).isEqualTo("[1]");
    assertThat(bem.get("/v3/functions?workflowNames=" + name).json().path("functions")).hasSize(1);
    assertThat(
            bem.get("/v3/functions?workflowNameVersionNums=" + name + ".1")
                .json()
                .path("functions"))
        .hasSize(1);
  }

  @Test
  void aCreationWithConnectorsIsRefusedAsAWhole() {
    Map<String, Object> body = graph(fresh(), bem.created("extract"));
    body.put("connectors", List.of(Map.of("name", "c", "type", "paragon")));
    isError(bem.call("POST", "/v3/workflows", body), 422);
    isError(bem.get("/v3/workflows/" + body.get("name")), 404);
  }

  @Test
  void aCopyToAnotherEnvironmentTakesItsFunctionsAlong() {
    String shape = bem.created("payload_shaping", "shapingSchema", "one");
    for (String schema : List.of("two", "three")) {
      bem.call(
              "PATCH",
              "/v3/functions/" + shape,
              body("type", "payload_shaping", "shapingSchema", schema))
          .is(200);
    }
    Map<String, Object> body = graph(fresh(), shape);
    body.put("displayName", "Intake");
    body.put(
        "nodes",
        List.of(
            node(shape, "a"),
            body("name", "b", "function", Map.of("name", shape, "versionNum", 1))));
    String source = bem.workflow(body).path("name").asString();
    String environment = "env-" + fresh();
    Map<String, Object> wish =
        body(
            "sourceWorkflowName",
            source,
            "targetWorkflowName",
            source,
            "targetEnvironment",
            environment);
    JsonNode copied = bem.call("POST", "/v3/workflows/copy", wish).is(200).json();

    assertThat(copied.path("environment").asString()).isEqualTo(environment);
    assertThat(copied.at("/workflow/displayName").asString()).isEqualTo("Intake (Copy)");
    assertThat(copied.path("copiedFunctions")).hasSize(2);
    assertThat(copied.path("copiedFunctions"))
        .extracting(c -> c.path("sourceVersionNum") + " to " + c.path("targetVersionNum"))
        .containsExactly("1 to 1", "3 to 2");
    JsonNode nodes = copied.at("/workflow/nodes");
    assertThat(nodes.at("/0/function").has("versionNum")).isFalse();
    assertThat(nodes.at("/1/function/versionNum").asLong()).isEqualTo(1);
    assertThat(nodes.at("/0/function/name").asString()).isEqualTo(shape);
    String id = copied.at("/copiedFunctions/0/targetFunctionID").asString();
    assertThat(nodes.at("/1/function/id").asString()).isEqualTo(id);
    NativeClient nativeApi = SERVERS.on(Store.SQLITE).client();
    assertThat(nativeApi.get("/v1/functions/" + id).text("namespace")).isEqualTo(environment);
    assertThat(nativeApi.get("/v1/functions/" + id).text("config.shapingSchema"))
        .isEqualTo("three");
    assertThat(nativeApi.get("/v1/functions/" + id + "?version=1").text("config.shapingSchema"))
        .isEqualTo("one");

    isError(bem.call("POST", "/v3/workflows/copy", wish), 400);
  }

  @Test
  void aCopyThatCannotBeLeavesNothingBehind() {
    String shape = bem.created("payload_shaping");
    String first = bem.workflow(graph(fresh(), shape)).path("name").asString();
    String second = bem.workflow(graph(fresh(), bem.created("extract"))).path("name").asString();
    String environment = "env-" + fresh();
    bem.call(
            "POST",
            "/v3/workflows/copy",
            body(
                "sourceWorkflowName",
                second,
                "targetWorkflowName",
                "taken",
                "targetEnvironment",
                environment))
        .is(200);

    isError(
        bem.call(
            "POST",
            "/v3/workflows/copy",
            body(
                "sourceWorkflowName",
                first,
                "targetWorkflowName",
                "taken",
                "targetEnvironment",
                environment)),
        400);

    NativeClient nativeApi = SERVERS.on(Store.SQLITE).client();
    assertThat(nativeApi.get("/v1/functions?namespace=" + environment).json().path("functions"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "workflowNames=NAME, 1",
    "workflowIDs=ID, 1",
    "functionNames=FUNCTION, 1",
    "functionIDs=FUNCTION_ID, 1",
    "functionNameVersionNums=FUNCTION.1, 1",
    "functionIDVersionNums=FUNCTION_ID.1, 1",
    "functionNameVersionNums=FUNCTION.2, 0",
    "workflowNames=NAME&tags=TAG, 1",
    "workflowNames=NAME&tags=other%2CTAG, 1",
    "workflowNames=NAME&tags=other, 0",
    "workflowNames=NAME&displayName=nTaKe, 1",
    "workflowNames=NAME&functionNames=nobody, 0"
  })
  void workflowsAreFilteredAndCounted(String filter, int found) {
    String function = bem.created("extract");
    Map<String, Object> body = graph(fresh(), function);
    body.put("tags", List.of("t", "tag"));
    body.put("displayName", "Intake");
    body.put(
        "nodes", List.of(body("name", "a", "function", Map.of("name", function, "versionNum", 1))));
    JsonNode workflow = bem.workflow(body);
    String query =
        filter
            .replace("FUNCTION_ID", workflow.at("/nodes/0/function/id").asString())
            .replace("FUNCTION", function)
            .replace("IDs=ID", "IDs=" + workflow.path("id").asString())
            .replace("NAME", workflow.path("name").asString())
            .replace("TAG", "tag");
    JsonNode page = bem.get("/v3/workflows?" + query).is(200).json();
    assertThat(page.path("workflows")).as(query).hasSize(found);
    assertThat(page.path("totalCount").asLong()).isEqualTo(found);
  }

  @Test
  void operationsOfAWorkflowAreListedInTheNativeApi() {
    JsonNode workflow = bem.workflow(graph(fresh(), bem.created("extract")));
    String name = workflow.path("name").asString();
    bem.call("PATCH", "/v3/workflows/" + name, Map.of("tags", List.of("x"))).is(200);
    NativeClient nativeApi = SERVERS.on(Store.SQLITE).client();

    JsonNode operations =
        nativeApi.get("/v1/operations?workflow=" + name).is(200).json().path("operations");

    assertThat(operations)
        .extracting(o -> o.path("type").asString())
        .containsExactly("WorkflowUpdated", "WorkflowCreated");
    assertThat(nativeApi.get("/v1/operations?workflow=nobody").status()).isEqualTo(404);
    assertThat(nativeApi.get("/v1/operations?workflow=a&function=b").status()).isEqualTo(400);
  }
}
