package io.annals.server.endtoend;

import static io.annals.server.endtoend.ConductorOneClient.base64;
import static io.annals.server.endtoend.ConductorOneClient.body;
import static io.annals.server.endtoend.ConductorOneClient.isError;
import static io.annals.server.endtoend.ConductorOneClient.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The functions of the ConductorOne dialect over HTTP, row by row of its description. */
class ConductorOneTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String FUNCTIONS = "/api/v1/functions";
  private static final String NOWHERE = FUNCTIONS + "/018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4";

  private final RunningServer server = SERVERS.on(Store.SQLITE);
  private final ConductorOneClient c1 = new ConductorOneClient(server, Place.KEY);
  private final NativeClient nativeApi = server.client();

  private static String id(JsonNode function) {
    return function.path("id").asString();
  }

  @Test
  void aTokenIsNeededAndErrorsAreARpcStatus() {
    ConductorOneClient stranger = new ConductorOneClient(server, null);
    isError(stranger.get(FUNCTIONS), 401, 16);
    isError(new ConductorOneClient(server, "wrong").get(FUNCTIONS), 401, 16);
    isError(c1.get(NOWHERE), 404, 5);
    isError(c1.get(FUNCTIONS + "/not-an-id"), 404, 5);
    isError(c1.get("/api/v1/nothing"), 404, 5);
    isError(c1.call("PUT", FUNCTIONS, Map.of()), 501, 12);
    isError(c1.post(FUNCTIONS, List.of()), 400, 3);
    isError(
        nativeApi
            .call("POST", FUNCTIONS)
            .body("application/json", "{\"displayName\":".getBytes(StandardCharsets.UTF_8))
            .answer(),
        400,
        3);
    Answer wrong = c1.post(FUNCTIONS, body("displayName", 7));
    isError(wrong, 400, 3);
    assertThat(wrong.text("details.0.@type")).endsWith("google.rpc.BadRequest");
    assertThat(wrong.text("details.0.fieldViolations.0.field")).isEqualTo("displayName");
  }

  @Test
  void aFunctionIsMadeWithItsFirstCommitAndIsADraft() {
    JsonNode answer =
        c1.created(
            "displayName",
            "Sync",
            "description",
            "keeps in step",
            "initialContent",
            Map.of("main.ts", base64("export default 1"), "main.test.ts", ""),
            "commitMessage",
            "first");
    JsonNode function = answer.path("function");
    JsonNode commit = answer.path("commit");

    assertThat(commit.path("message").asString()).isEqualTo("first");
    assertThat(commit.path("functionId").asString()).isEqualTo(id(function));
    assertThat(commit.path("author").asString()).isEqualTo("key:root");
    assertThat(function.path("head").asString()).isEqualTo(id(commit));
    assertThat(function.path("publishedCommitId").asString("-")).isEmpty();
    assertThat(function.path("isDraft").asBoolean()).isTrue();
    assertThat(function.path("functionType").asString()).isEqualTo("FUNCTION_TYPE_ANY");
    assertThat(function.path("secret").isObject()).isTrue();
    assertThat(function.path("useSpn").isBoolean()).isTrue();
    assertThat(function.path("outboundNetworkAllowlist").isArray()).isTrue();
    assertThat(function.path("hookRefs").isArray()).isTrue();
    assertThat(function.has("deletedAt")).isFalse();
    assertThat(OffsetDateTime.parse(function.path("createdAt").asString())).isNotNull();
    assertThat(c1.function(id(function))).isEqualTo(function);
  }

  @Test
  void codeIsOptionalAndThenThereIsNoCommit() {
    JsonNode answer = c1.created("displayName", "Later");
    JsonNode function = answer.path("function");

    assertThat(answer.has("commit")).isFalse();
    assertThat(function.path("head").asString("-")).isEmpty();
    assertThat(function.path("isDraft").asBoolean()).isTrue();
    assertThat(ok(c1.get(FUNCTIONS + "/" + id(function) + "/commits")).path("list")).isEmpty();
    isError(c1.get(FUNCTIONS + "/" + id(function) + "/commits/HEAD"), 404, 5);
  }

  @Test
  void listsArePagedWithSizesBroughtIntoRange() {
    String mark = "paged " + UUID.randomUUID();
    for (int i = 0; i < 12; i++) {
      c1.created("displayName", mark + " " + i);
    }
    List<String> names = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      JsonNode page =
          ok(
              c1.post(
                  "/api/v1/search/functions",
                  body("query", mark.toUpperCase(), "pageSize", 1, "pageToken", token)));
      page.path("list").forEach(f -> names.add(f.path("displayName").asString()));
      token = page.path("nextPageToken").asString();
      pages++;
    } while (!token.isEmpty());
    assertThat(pages).as("1 is brought to 10").isEqualTo(2);
    assertThat(names).hasSize(12).doesNotHaveDuplicates().allMatch(n -> n.startsWith(mark));

    JsonNode first = ok(c1.get(FUNCTIONS + "?page_size=10&page_token="));
    assertThat(first.path("list")).hasSize(10);
    String next = NativeClient.encoded(first.path("nextPageToken").asString());
    assertThat(ok(c1.get(FUNCTIONS + "?page_size=10&page_token=" + next)).path("list"))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(first.path("list"));
    isError(c1.get(FUNCTIONS + "?page_token=nonsense"), 400, 3);
    isError(c1.post("/api/v1/search/functions", body("pageToken", "nonsense")), 400, 3);
  }

  @Test
  void searchKnowsTypes() {
    String mark = "typed " + UUID.randomUUID();
    c1.created("displayName", mark, "functionType", "FUNCTION_TYPE_CODE_MODE");
    c1.created("displayName", mark);

    for (Object type : List.of("FUNCTION_TYPE_CODE_MODE", "FUNCTION_TYPE_ANY")) {
      JsonNode found =
          ok(
              c1.post(
                  "/api/v1/search/functions",
                  body("query", mark, "function_types", List.of(type))));
      assertThat(found.path("list")).hasSize(1);
      assertThat(found.path("list").path(0).path("functionType").asString()).isEqualTo(type);
    }
    assertThat(ok(c1.post("/api/v1/search/functions", body("query", mark))).path("list"))
        .hasSize(2);
    isError(c1.post("/api/v1/search/functions", body("functionTypes", List.of("TYPE"))), 400, 3);
    assertThat(ok(c1.post("/api/v1/search/functions", null)).path("list")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"displayName\"",
        "\"display_name\"",
        "\" display_name , displayName\"",
        "{\"paths\": [\"display_name\"]}",
        "{\"paths\": [\"displayName\"]}",
        "[\"displayName\"]",
        "{\"paths\": \"displayName\"}"
      })
  void aMaskOfAnyFormWritesItsFieldsOnly(String mask) {
    String id = id(c1.created("description", "stays").path("function"));

    JsonNode updated =
        c1.updated(
            body("id", id, "displayName", "new", "description", "not this"),
            NativeClient.JSON.readTree(mask));

    assertThat(updated.path("displayName").asString()).isEqualTo("new");
    assertThat(updated.path("description").asString()).isEqualTo("stays");
    assertThat(c1.function(id)).isEqualTo(updated);
  }

  @Test
  void withoutAMaskWhatIsSentIsWrittenAndWhatIsReadOnlyIsPassedOver() {
    JsonNode function = c1.coded("1");
    Map<String, Object> whole =
        body(
            "id",
            id(function),
            "displayName",
            "new",
            "description",
            null,
            "head",
            "elsewhere",
            "isDraft",
            false,
            "createdAt",
            "2020-01-01T00:00:00Z",
            "useSpn",
            true,
            "hookRefs",
            List.of("x"),
            "outboundNetworkAllowlist",
            List.of("example.com"),
            "scopedRoleIds",
            List.of("role"),
            "provisionedConcurrency",
            3,
            "unheardOf",
            1);
    for (Object absent : Arrays.asList(null, "")) {
      JsonNode updated = c1.updated(whole, absent, "commitMessage", "without content");
      assertThat(updated.path("displayName").asString()).isEqualTo("new");
      assertThat(updated.path("head")).isEqualTo(function.path("head"));
      assertThat(updated.path("createdAt")).isEqualTo(function.path("createdAt"));
      assertThat(updated.path("outboundNetworkAllowlist").path(0).asString())
          .isEqualTo("example.com");
      assertThat(updated.path("scopedRoleIds").path(0).asString()).isEqualTo("role");
      assertThat(updated.path("provisionedConcurrency").asInt()).isEqualTo(3);
      assertThat(updated.path("useSpn").asBoolean()).isFalse();
    }
  }

  @Test
  void whatAMaskNamesAndTheBodyLacksIsReset() {
    String id = id(c1.created("description", "old").path("function"));
    c1.updated(body("id", id, "scopedRoleIds", List.of("role")), null);

    JsonNode updated = c1.updated(body("id", id), "description,scopedRoleIds,head");

    assertThat(updated.path("description").asString("-")).isEmpty();
    assertThat(updated.path("scopedRoleIds")).isEmpty();
  }

  @Test
  void anUpdateThatCannotBeMeantIsRefused() {
    String id = id(c1.created().path("function"));
    isError(c1.update(body("id", id), "displayName,colour"), 400, 3);
    isError(c1.update(body("id", id), "function.displayName"), 400, 3);
    isError(c1.update(body("id", id), 7), 400, 3);
    isError(c1.update(body("id", id), "createdAt"), 400, 3);
    isError(c1.update(body("displayName", "x"), null), 400, 3);
    isError(c1.post(FUNCTIONS + "/update", null), 400, 3);
    isError(c1.update(body("id", UUID.randomUUID().toString()), null), 404, 5);
    isError(c1.update(body("id", id, "functionType", "FUNCTION_TYPE_ODD"), null), 400, 3);
    isError(c1.update(body("id", id), null, "content", Map.of("main.ts", "!")), 400, 3);
    assertThat(ok(c1.get(FUNCTIONS + "/" + id + "/commits")).path("list")).isEmpty();
  }

  @Test
  void publishingIsAnUpdateAndACommitMakesADraftAgain() {
    JsonNode function = c1.coded("1");
    String first = function.path("head").asString();

    JsonNode published =
        c1.updated(
            body("id", id(function), "publishedCommitId", first),
            Map.of("paths", List.of("published_commit_id")));
    assertThat(published.path("isDraft").asBoolean()).isFalse();
    assertThat(published.path("publishedCommitId").asString()).isEqualTo(first);

    JsonNode pushed =
        ok(c1.update(body("id", id(function)), "description", "content", Map.of("main.ts", "Mg")));
    assertThat(pushed.path("commit").path("message").asString()).isNotEmpty();
    assertThat(pushed.path("function").path("isDraft").asBoolean()).isTrue();
    assertThat(pushed.path("function").path("head")).isEqualTo(pushed.path("commit").path("id"));
    assertThat(pushed.path("function").path("publishedCommitId").asString()).isEqualTo(first);

    String second = pushed.path("commit").path("id").asString();
    c1.updated(body("id", id(function), "publishedCommitId", second), null);
    JsonNode rolledBack =
        c1.updated(body("id", id(function), "publishedCommitId", first), "publishedCommitId");
    assertThat(rolledBack.path("isDraft").asBoolean()).isTrue();
    JsonNode withdrawn = c1.updated(body("id", id(function)), "publishedCommitId");
    assertThat(withdrawn.path("publishedCommitId").asString("-")).isEmpty();

    Answer unknown =
        c1.update(
            body("id", id(function), "publishedCommitId", UUID.randomUUID().toString()), null);
    isError(unknown, 400, 3);
    assertThat(unknown.text("message")).contains("publishedCommitId");
  }

  @Test
  void deletingIsSoftAndAnswersWithAnEmptyObject() {
    String id = id(c1.coded("1"));
    assertThat(c1.call("DELETE", FUNCTIONS + "/" + id, null).is(200).text()).isEqualTo("{}");

    isError(c1.get(FUNCTIONS + "/" + id), 404, 5);
    isError(c1.call("DELETE", FUNCTIONS + "/" + id, null), 404, 5);
    isError(c1.update(body("id", id, "displayName", "x"), null), 404, 5);
    isError(c1.get(FUNCTIONS + "/" + id + "/commits"), 404, 5);
    isError(c1.get(FUNCTIONS + "/" + id + "/tags"), 404, 5);
    nativeApi.post("/v1/functions/" + id + ":undelete").ok();
    assertThat(id(c1.function(id))).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({"invoke", "test"})
  void whatRunsFunctionsIsNotImplemented(String verb) {
    String function = FUNCTIONS + "/" + id(c1.coded("1"));
    isError(c1.post(function + "/" + verb, body("commitId", "")), 501, 12);
    isError(c1.post(NOWHERE + "/" + verb, null), 404, 5);
  }

  @Test
  void thereAreNoInvocations() {
    String function = FUNCTIONS + "/" + id(c1.coded("1"));
    for (Answer answer :
        List.of(
            c1.get(function + "/invocations"),
            c1.post(function + "/invocations/search", body("pageSize", 20)))) {
      assertThat(answer.is(200).text()).isEqualTo("{\"list\":[],\"nextPageToken\":\"\"}");
    }
    isError(c1.get(function + "/invocations/x"), 404, 5);
    isError(c1.get(NOWHERE + "/invocations"), 404, 5);
  }

  @Test
  void otherApisFunctionsAreShownOnceTheyHaveCode() {
    String name = "n-" + UUID.randomUUID();
    String id = nativeApi.create(Map.of("name", name)).path("id").asString();
    isError(c1.get(FUNCTIONS + "/" + id), 404, 5);

    nativeApi.visible(
        nativeApi
            .call("PATCH", "/v1/functions/" + id)
            .json(Map.of("code", Map.of("files", Map.of("a.txt", Map.of("text", "x"))))));

    JsonNode shown = c1.function(id);
    assertThat(shown.path("displayName").asString()).isEqualTo(name);
    c1.updated(shown, null);
    assertThat(nativeApi.get("/v1/functions/" + id).text("displayName")).isEmpty();
    assertThat(nativeApi.get("/v1/functions/" + id).text("kind")).isEqualTo("function");
  }
}
