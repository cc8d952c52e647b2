package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.base64;
import static io.annals.server.endtoend.ConductorOneClient.body;
import static io.annals.server.endtoend.ConductorOneClient.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** One function, changed through every API in turn: it has one history, which all of them show. */
class FiveDialectsTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  @ParameterizedTest
  @EnumSource(Store.class)
  void aFunctionHasOneHistoryWhicheverApiChangesIt(Store store) {
    RunningServer server = SERVERS.on(store);
    NativeClient http = server.client();
    ConductorOneClient c1 = new ConductorOneClient(server, Place.KEY);
    String name = "walk-" + UUID.randomUUID().toString().substring(0, 8);

    JsonNode made = c1.coded("export default 1");
    String id = made.path("id").asString();
    String first = made.path("head").asString();

    String insforge = "/api/functions/" + id;
    assertThat(http.get(insforge).is(200).text("code")).isEqualTo("export default 1");
    http.put(insforge, Map.of("code", "export default 2", "name", "Walk")).is(200);

    http.patch(
            "/functions/v1/functions/" + id,
            Map.of("updateMask", "labels", "labels", Map.of("walk", "three")))
        .is(200);

    http.visible(
        http.call("PATCH", "/v1/functions/" + id).json(Map.of("name", name, "kind", "extract")));

    http.patch("/v3/functions/" + name, Map.of("type", "extract", "tags", List.of("five"))).is(200);

    String head = c1.function(id).path("head").asString();
    assertThat(head).isNotEqualTo(first);
    c1.updated(body("id", id, "publishedCommitId", head), "publishedCommitId");
    ok(c1.post("/api/v1/functions/" + id + "/tags", body("name", "v1", "commitId", first)));

    List<JsonNode> versions = http.all("/v1/functions/" + id + "/versions", "versions", 100);
    assertThat(versions)
        .extracting(v -> v.path("version").asLong() + " " + v.path("dialect").asString())
        .containsExactly(
            "6 conductorone", "5 bem", "4 native", "3 yandex", "2 insforge", "1 conductorone");
    JsonNode operations = http.get("/functions/v1/functions/" + id + "/operations").is(200).json();
    assertThat(operations.path("operations")).as("six versions and a tag").hasSize(7);

    JsonNode inNative = http.get("/v1/functions/" + id).is(200).json();
    assertThat(inNative.path("displayName").asString()).isEqualTo("Walk");
    assertThat(inNative.path("aliases").path("v1").asString()).isEqualTo(first);
    JsonNode inC1 = c1.function(id);
    assertThat(inC1.path("displayName").asString()).isEqualTo("Walk");
    assertThat(inC1.path("isDraft").asBoolean()).isFalse();
    assertThat(
            ok(c1.get("/api/v1/functions/" + id + "/commits/HEAD"))
                .path("files")
                .path("main.ts")
                .asString())
        .isEqualTo(base64("export default 2"));
    JsonNode inInsforge = http.get("/api/functions/" + name).is(200).json();
    assertThat(inInsforge.path("id").asString()).isEqualTo(id);
    assertThat(inInsforge.path("code").asString()).isEqualTo("export default 2");
    JsonNode inYandex = http.get("/functions/v1/functions/" + id).is(200).json();
    assertThat(inYandex.path("name").asString()).isEqualTo(name);
    assertThat(inYandex.path("labels").path("walk").asString()).isEqualTo("three");
    JsonNode inBem = http.get("/v3/functions/" + name).is(200).json().path("function");
    assertThat(inBem.path("tags").path(0).asString()).isEqualTo("five");
    assertThat(inBem.path("versionNum").asLong()).isEqualTo(6);

    c1.call("DELETE", "/api/v1/functions/" + id, null).is(200);
    for (String path :
        List.of(
            "/v1/functions/" + id,
            "/api/v1/functions/" + id,
            "/api/functions/" + id,
            "/functions/v1/functions/" + id,
            "/v3/functions/" + name)) {
      assertThat(http.get(path).status()).as(path).isEqualTo(404);
    }
  }
}
