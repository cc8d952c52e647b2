package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The registry as it was, and who made each part of a function what it is. */
class TimeTravelTest {
  private static final String FUNCTIONS = "/v1/functions";
  private static final String WORKFLOWS = "/v1/workflows";

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static String fresh(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String time(JsonNode operation) {
    return operation.path("createTime").asString();
  }

  private static JsonNode sent(
      NativeClient client, String method, String path, Map<String, ?> body) {
    return client.visible(client.call(method, path).json(body));
  }

  private static List<String> names(NativeClient client, String path, String list) {
    return client.all(path, list, 2).stream().map(f -> f.path("name").asString()).toList();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void functionsAndWorkflowsAreListedAsTheyWere(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String tag = fresh("tag");
    String name = fresh("step");
    String flow = fresh("flow");
    String before =
        time(sent(client, "POST", FUNCTIONS, Map.of("name", name, "tags", List.of(tag))));
    sent(client, "POST", FUNCTIONS, Map.of("name", name + "-2", "tags", List.of(tag)));
    Map<String, Object> graph =
        Map.of(
            "name", flow,
            "mainNodeName", "a",
            "tags", List.of(tag),
            "nodes", List.of(Map.of("name", "a", "function", name)),
            "edges", List.of());
    String then = time(sent(client, "POST", WORKFLOWS, graph));
    sent(
        client, "PATCH", WORKFLOWS + "/" + flow, Map.of("displayName", "Later", "tags", List.of()));
    sent(client, "PATCH", FUNCTIONS + "/" + name, Map.of("name", name + "-new", "tags", List.of()));
    sent(client, "POST", FUNCTIONS, Map.of("name", name, "tags", List.of(tag)));
    String now = time(client.visible(client.call("DELETE", WORKFLOWS + "/" + flow)));

    String tagged = "?filter=tags:" + tag;
    assertThat(names(client, FUNCTIONS + tagged + "&asOf=" + before, "functions"))
        .containsExactly(name);
    assertThat(names(client, FUNCTIONS + tagged + "&asOf=" + then, "functions"))
        .containsExactly(name, name + "-2");
    assertThat(
            names(
                client,
                FUNCTIONS + tagged + "&orderBy=name desc".replace(" ", "%20") + "&asOf=" + now,
                "functions"))
        .containsExactly(name + "-2", name);
    assertThat(names(client, WORKFLOWS + tagged + "&asOf=" + before, "workflows")).isEmpty();
    assertThat(names(client, WORKFLOWS + tagged + "&asOf=" + then, "workflows"))
        .containsExactly(flow);
    assertThat(names(client, WORKFLOWS + "?filter=displayName=Later&asOf=" + then, "workflows"))
        .isEmpty();
    assertThat(names(client, WORKFLOWS + tagged + "&asOf=" + now, "workflows")).isEmpty();

    JsonNode former = client.get(WORKFLOWS + "/" + flow + "?asOf=" + then).is(200).json();
    assertThat(former.path("displayName").asString()).isEmpty();
    assertThat(former.path("version").asLong()).isEqualTo(1);
    String id = former.path("id").asString();
    client.get(WORKFLOWS + "/" + id + "?asOf=" + before).is(404);
    client.get(WORKFLOWS + "/" + id + "?asOf=" + now).is(404);
    client.get(WORKFLOWS + "/" + id + "?showDeleted=true&asOf=" + now).is(200);
    String first = client.get(FUNCTIONS + "/" + name + "?asOf=" + then).is(200).text("id");
    assertThat(client.get(FUNCTIONS + "/" + name).text("id")).isNotEqualTo(first);

    for (String path : List.of(FUNCTIONS, WORKFLOWS, WORKFLOWS + "/" + id)) {
      assertThat(client.get(path + "?asOf=yesterday").is(400).text("violations.0.field"))
          .isEqualTo("asOf");
    }
    client.get(WORKFLOWS + "/" + id + "?version=1&asOf=" + now).is(400);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void blameNamesTheEventThatEachPartComesFrom(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String name = fresh("blamed");
    String path = FUNCTIONS + "/" + name;
    Map<String, Object> code = Map.of("a.js", Map.of("text", "1"), "b.js", Map.of("text", "1"));
    JsonNode created =
        sent(
            client,
            "POST",
            FUNCTIONS,
            Map.of(
                "name", name,
                "labels", Map.of("env", "dev", "team", "x"),
                "config", Map.of("n", 1, "m", Map.of("deep", true)),
                "code", Map.of("files", code)));
    String id = created.at("/response/id").asString();
    sent(client, "PATCH", path, Map.of("labels", Map.of("env", "prod", "team", "x")));
    sent(client, "PATCH", path, Map.of("config", Map.of("n", 2, "m", Map.of("deep", true))));
    Map<String, Object> later = Map.of("a.js", Map.of("text", "2"), "b.js", Map.of("text", "1"));
    JsonNode coded =
        sent(client, "PATCH", path, Map.of("code", Map.of("files", later), "description", "d"));
    JsonNode aliased =
        sent(
            client,
            "PUT",
            path + "/aliases/live",
            Map.of("revision", coded.at("/response/head").asString()));
    sent(client, "POST", path + ":revert", Map.of("version", 2));

    JsonNode blame = client.get(path + ":blame").is(200).json();
    assertThat(blame.path("functionId").asString()).isEqualTo(id);
    assertThat(blame.path("version").asLong()).isEqualTo(5);
    assertThat(versions(blame, "fields"))
        .containsEntry("name", 1L)
        .containsEntry("labels", 2L)
        .containsEntry("labels.env", 2L)
        .containsEntry("labels.team", 1L)
        .as("the revert set it back")
        .containsEntry("config", 5L)
        .containsEntry("config.n", 5L)
        .containsEntry("config.m", 1L)
        .containsEntry("description", 5L)
        .containsEntry("aliases.live", 4L)
        .doesNotContainKeys("kind", "aliases.gone");
    assertThat(versions(blame, "files")).containsEntry("a.js", 1L).containsEntry("b.js", 1L);
    JsonNode config = origin(blame, "config.n");
    assertThat(config.path("restored").asLong()).isEqualTo(2);
    assertThat(config.path("principal").asString()).isEqualTo("key:root");
    assertThat(config.path("dialect").asString()).isEqualTo("native");
    assertThat(config.path("exact").asBoolean()).isTrue();
    assertThat(origin(blame, "aliases.live").path("operation").asString())
        .isEqualTo(aliased.path("id").asString());

    JsonNode fourth = client.get(path + ":blame?version=4").is(200).json();
    assertThat(versions(fourth, "fields"))
        .containsEntry("config.n", 3L)
        .containsEntry("description", 4L)
        .as("set after version 4 was made")
        .doesNotContainKey("aliases.live");
    assertThat(versions(fourth, "files")).containsEntry("a.js", 4L).containsEntry("b.js", 1L);

    client.visible(client.call("DELETE", path));
    JsonNode deleted = client.get(FUNCTIONS + "/" + id + ":blame").is(200).json();
    assertThat(origin(deleted, "deleteTime").path("type").asString()).isEqualTo("FunctionDeleted");
    client.get(path + ":blame?version=6").is(404);
    client.get(path + ":blame?version=0").is(400);
    client.get(FUNCTIONS + "/nobody:blame").is(404);
  }

  private static Map<String, Long> versions(JsonNode blame, String list) {
    Map<String, Long> versions = new LinkedHashMap<>();
    List<String> paths = new ArrayList<>();
    for (JsonNode origin : blame.path(list)) {
      paths.add(origin.path("path").asString());
      versions.put(origin.path("path").asString(), origin.path("version").asLong());
    }
    assertThat(paths).doesNotHaveDuplicates();
    return versions;
  }

  private static JsonNode origin(JsonNode blame, String path) {
    for (JsonNode origin : blame.path("fields")) {
      if (origin.path("path").asString().equals(path)) {
        return origin;
      }
    }
    throw new AssertionError("No " + path + " in " + blame);
  }
}
