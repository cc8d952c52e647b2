package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.InsforgeClient.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The functions of the InsForge dialect, by plain HTTP, against a running registry. */
class InsforgeTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String FUNCTIONS = "/api/functions";
  private static final String CODE = "export default async function(req) { return 1 }";

  /** The one error, as nextActions and the others may follow. */
  private static final List<String> FIELDS =
      List.of(
          "id",
          "slug",
          "name",
          "description",
          "code",
          "status",
          "createdAt",
          "updatedAt",
          "deployedAt",
          "created_at",
          "updated_at",
          "deployed_at");

  private final String slug = "f-" + UUID.randomUUID().toString().substring(0, 8) + "_Z";
  private final String path = FUNCTIONS + "/" + slug;

  private static InsforgeClient client() {
    return InsforgeClient.stranger(SERVERS.on(Store.SQLITE).port()).with("x-api-key", Place.KEY);
  }

  private static NativeClient nativeClient() {
    return SERVERS.on(Store.SQLITE).client();
  }

  private Answer create(String more) {
    return client()
        .post(
            FUNCTIONS,
            """
            {"name": "Hello", "slug": "%s", "code": "%s"%s}"""
                .formatted(slug, CODE, more))
        .is(201);
  }

  private static long versions(Answer function) {
    return nativeFunction(function.at("/id")).get("version").asLong();
  }

  private static JsonNode nativeFunction(String path) {
    return nativeClient().get("/v1/functions/" + path).is(200).json();
  }

  /** A change through the native API, when it is visible. */
  private static JsonNode change(String method, String path, String body) {
    return nativeClient()
        .visible(nativeClient().call(method, path).json(InsforgeClient.JSON.readTree(body)));
  }

  @Test
  void theSeedsUpdateAnswersInTheSeedsShapeAndInTodays() {
    Answer created = create("");
    Answer updated =
        client()
            .put(
                path,
                """
                {"name": "Hello World Function v2", "code": "export default () => 2",
                 "description": "Returns a greeting message", "status": "active"}""")
            .is(200);

    assertThat(updated.members("")).containsExactly("success", "function", "deployment");
    assertThat(updated.json().get("success").booleanValue()).isTrue();
    assertThat(updated.json().get("deployment").isNull()).isTrue();
    assertThat(updated.members("/function")).containsExactlyElementsOf(FIELDS);
    JsonNode function = updated.json().get("function");
    assertThat(function.get("id").asString()).isEqualTo(created.at("/function/id"));
    assertThat(function.get("slug").asString()).isEqualTo(slug);
    assertThat(function.get("name").asString()).isEqualTo("Hello World Function v2");
    assertThat(function.get("description").asString()).isEqualTo("Returns a greeting message");
    assertThat(function.get("code").asString()).isEqualTo("export default () => 2");
    assertThat(function.get("status").asString()).isEqualTo("active");
    for (String time : List.of("created", "updated", "deployed")) {
      assertThat(function.get(time + "At").asString())
          .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
          .isEqualTo(function.get(time + "_at").asString());
    }
    Answer read = client().get(path).is(200);
    assertThat(read.json()).isEqualTo(function);
    assertThat(versions(read)).as("one request is one event").isEqualTo(2);
  }

  @Test
  void aNewFunctionIsAnsweredWhole() {
    Answer created = create(", \"description\": \"\"");
    assertThat(created.members("")).containsExactly("success", "function", "deployment");
    assertThat(created.members("/function")).containsExactlyElementsOf(FIELDS);
    JsonNode function = created.json().get("function");
    assertThat(UUID.fromString(function.get("id").asString())).isNotNull();
    assertThat(function.get("description").isNull()).isTrue();
    assertThat(function.get("status").asString()).isEqualTo("active");
    assertThat(function.get("deployedAt")).isEqualTo(function.get("updatedAt"));
    assertThat(client().get(path).is(200).json()).isEqualTo(function);
  }

  @Test
  void theListShowsTheNewestFirstAndNoCode() {
    create("");
    Answer second =
        client().post(FUNCTIONS, "{\"name\": \"Later %s\", \"code\": \"1\"}".formatted(slug));
    Answer list = client().get(FUNCTIONS).is(200);
    assertThat(list.members("")).containsExactly("functions", "runtime", "deploymentUrl");
    assertThat(list.json().get("runtime").toString()).isEqualTo("{\"status\":\"unavailable\"}");
    assertThat(list.json().get("deploymentUrl").isNull()).isTrue();
    List<String> fields = new ArrayList<>(FIELDS);
    fields.remove("code");
    assertThat(list.members("/functions/0")).containsExactlyElementsOf(fields);
    assertThat(list.at("/functions/0/id")).isEqualTo(second.is(201).at("/function/id"));
    assertThat(list.at("/functions/1/slug")).isEqualTo(slug);
    Answer metadata = client().get("/api/metadata/functions").is(200);
    assertThat(metadata.json().get(1).toString())
        .isEqualTo(
            "{\"slug\":\"%s\",\"name\":\"Hello\",\"description\":null,\"status\":\"active\"}"
                .formatted(slug));
    assertThat(client().get("/api/metadata").is(200).json().get("functions"))
        .isEqualTo(metadata.json());
  }

  @Test
  void aDeletedFunctionIsGoneAndItsSlugIsFree() {
    String id = create("").at("/function/id");
    Answer deleted = client().send("DELETE", path, "{not read").is(200);
    assertThat(deleted.body())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Function %s deleted successfully\"}".formatted(slug));
    client().get(path).is(404);
    client().delete(path).is(404);
    assertThat(create("").at("/function/id")).isNotEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name": ""}                 | name        | ""
          {"description": ""}          | description | ""
          {"code": ""}                 | code        | ""
          {"slug": "other", "id": "1"} | name        | "Hello"
          {"what": null}               | name        | "Hello"
          {"status": "error"}          | status      | "error"
          {"status": "draft"}          | status      | "draft"
          {"name": "  ünï 🙂 "}        | name        | "  ünï 🙂 "
          {}                           | description | "first"
          """)
  void whatAnUpdateMeansIsKept(String body, String field, String value) {
    create(", \"description\": \"first\"");
    Answer updated = client().put(path, body).is(200);
    assertThat(updated.json().at("/function/" + field).toString()).isEqualTo(value);
    assertThat(updated.at("/function/slug")).isEqualTo(slug);
    assertThat(client().get(path).json()).isEqualTo(updated.json().get("function"));
    assertThat(versions(client().get(path))).isEqualTo(2);
  }

  @Test
  void anUpdateWithoutABodyMakesAVersion() {
    Answer created = create("");
    Answer updated = client().put(path, "").is(200);
    assertThat(Instant.parse(updated.at("/function/updatedAt")))
        .isAfterOrEqualTo(Instant.parse(created.at("/function/updatedAt")));
    assertThat(versions(client().get(path))).isEqualTo(2);
    client().with("Content-Type", "text/plain").put(path, "{\"name\": \"not read\"}").is(200);
    assertThat(client().get(path).at("/name")).isEqualTo("Hello");
  }

  /** Section 5: what happens to deployedAt. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "active" | {"status": "active"}                       | active | moves
          "active" | {"status": "draft"}                        | draft  | stays
          "active" | {"code": "2"}                              | active | stays
          "active" | {"name": "n", "description": "d"}          | active | stays
          "draft"  | {"status": "active"}                       | active | moves
          "draft"  | {"code": "2"}                              | draft  | null
          "draft"  | {"status": "draft", "name": "n"}           | draft  | null
          "draft"  | {"status": "active", "code": "2"}          | active | moves
          """)
  void onlyActivatingDeploys(String first, String body, String status, String deployed) {
    Answer created = create(", \"status\": " + first);
    JsonNode before = created.json().at("/function/deployedAt");
    assertThat(before.isNull()).isEqualTo(first.equals("\"draft\""));
    Answer updated = client().put(path, body).is(200);
    JsonNode after = updated.json().at("/function/deployedAt");
    assertThat(updated.at("/function/status")).isEqualTo(status);
    switch (deployed) {
      case "moves" -> {
        Instant moved = Instant.parse(after.asString());
        assertThat(moved).isAfterOrEqualTo(Instant.parse(created.at("/function/createdAt")));
        assertThat(moved).isBeforeOrEqualTo(Instant.parse(updated.at("/function/updatedAt")));
        // The clock has three decimals; what moved is moved again until it shows.
        org.awaitility.Awaitility.await()
            .pollDelay(java.time.Duration.ZERO)
            .pollInterval(java.time.Duration.ofMillis(2))
            .until(
                () ->
                    !client()
                        .put(path, "{\"status\": \"active\"}")
                        .at("/function/deployedAt")
                        .equals(after.asString()));
      }
      case "stays" -> assertThat(after).isEqualTo(before);
      default -> assertThat(after.isNull()).isTrue();
    }
  }

  @Test
  void activatingNeverBringsBackAConfigThatAnotherHasReplaced() {
    String id = create("").at("/function/id");
    CompletableFuture<Void> others =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; i <= 60; i++) {
                change(
                    "PATCH", "/v1/functions/" + id, "{\"config\": {\"theirs\": %d}}".formatted(i));
              }
            });
    while (!others.isDone()) {
      client().put(path, "{\"status\": \"active\"}").is(200);
    }
    others.join();
    List<JsonNode> versions =
        nativeClient().all("/v1/functions/" + id + "/versions", "versions", 1000);
    for (int i = 0; i < versions.size() - 1; i++) {
      if (versions.get(i).get("dialect").asString().equals("insforge")) {
        assertThat(versions.get(i).at("/function/config/theirs"))
            .isEqualTo(versions.get(i + 1).at("/function/config/theirs"));
      }
    }
  }

  @Test
  void activatingTakesNothingFromOthers() {
    String id = create("").at("/function/id");
    change("PATCH", "/v1/functions/" + id, "{\"config\": {\"theirs\": 1, \"insforge\": {}}}");
    List<CompletableFuture<Answer>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String body =
          i % 2 == 0 ? "{\"status\": \"active\"}" : "{\"description\": \"d%d\"}".formatted(i);
      racers.add(CompletableFuture.supplyAsync(() -> client().put(path, body)));
    }
    racers.forEach(racer -> racer.join().is(200));
    JsonNode function = nativeFunction(id);
    assertThat(function.at("/config/theirs").asInt()).isEqualTo(1);
    assertThat(function.at("/config/insforge/deployedAt").asString()).isNotEmpty();
    assertThat(function.get("description").asString()).startsWith("d");
    assertThat(function.get("version").asInt()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST | {}                                        | [{"code":"invalid_type","expected":"string","received":"undefined","path":["name"],"message":"Required"},{"code":"invalid_type","expected":"string","received":"undefined","path":["code"],"message":"Required"}]
          POST | {"name":"n","code":"c","description":null} | [{"code":"invalid_type","expected":"string","received":"null","path":["description"],"message":"Expected string, received null"}]
          POST | {"name":"","code":"c"}                    | [{"code":"too_small","minimum":1,"type":"string","inclusive":true,"exact":false,"message":"Name is required","path":["name"]}]
          POST | {"name":"n","code":""}                    | [{"code":"too_small","minimum":1,"type":"string","inclusive":true,"exact":false,"message":"String must contain at least 1 character(s)","path":["code"]}]
          POST | {"name":"n","code":"c","slug":"a b"}      | [{"validation":"regex","code":"invalid_string","message":"Invalid slug format - must be alphanumeric with hyphens or underscores only","path":["slug"]}]
          POST | {"name":"n","code":"c","slug":"Health"}   | [{"code":"custom","message":"Reserved slug - \\"health\\" is used by the functions runtime and cannot be used as a function slug","path":["slug"]}]
          POST | {"name":"n","code":"c","status":"error"}  | [{"received":"error","code":"invalid_enum_value","options":["draft","active"],"path":["status"],"message":"Invalid enum value. Expected 'draft' ¦ 'active', received 'error'"}]
          POST | []                                        | [{"code":"invalid_type","expected":"object","received":"array","path":[],"message":"Expected object, received array"}]
          POST | {"name":1,"slug":true,"code":{},"description":[],"status":2} | [{"code":"invalid_type","expected":"string","received":"number","path":["name"],"message":"Expected string, received number"},{"code":"invalid_type","expected":"string","received":"boolean","path":["slug"],"message":"Expected string, received boolean"},{"code":"invalid_type","expected":"string","received":"object","path":["code"],"message":"Expected string, received object"},{"code":"invalid_type","expected":"string","received":"array","path":["description"],"message":"Expected string, received array"},{"expected":"'draft' ¦ 'active'","received":"number","code":"invalid_type","path":["status"],"message":"Expected 'draft' ¦ 'active', received number"}]
          PUT  | {"name":null}                             | [{"code":"invalid_type","expected":"string","received":"null","path":["name"],"message":"Expected string, received null"}]
          PUT  | {"status":"gone"}                         | [{"received":"gone","code":"invalid_enum_value","options":["draft","active","error"],"path":["status"],"message":"Invalid enum value. Expected 'draft' ¦ 'active' ¦ 'error', received 'gone'"}]
          """)
  void issuesAreReportedAsTheVendorsValidatorDoes(String method, String body, String issues) {
    String expected = issues.replace('¦', '|');
    String to = method.equals("POST") ? FUNCTIONS : path;
    Answer refused = client().send(method, to, body).is(400);
    assertThat(refused.members(""))
        .containsExactly("error", "code", "message", "statusCode", "details");
    assertThat(refused.at("/error")).isEqualTo("Invalid request");
    assertThat(refused.at("/code")).isEqualTo("INVALID_INPUT");
    assertThat(refused.json().get("statusCode").asInt()).isEqualTo(400);
    assertThat(refused.at("/message")).isEqualTo(expected);
    assertThat(refused.json().get("details")).isEqualTo(InsforgeClient.JSON.readTree(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Hello  World   | hello-world
          a_b-C          | a_b-c
          """)
  void aSlugIsMadeOfTheName(String name, String expected) {
    Answer created =
        client().post(FUNCTIONS, "{\"name\": \"%s\", \"code\": \"1\"}".formatted(name)).is(201);
    assertThat(created.at("/function/slug")).isEqualTo(expected);
    assertThat(created.at("/function/name")).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Weird / Näme!                        | INVALID_INPUT          | gives the slug 'weird-/-näme!'
          HEALTH                               | FUNCTION_SLUG_RESERVED | Reserved slug
          01a1fe32-d16d-751a-a652-404b31dabdd0 | INVALID_INPUT          | cannot be kept
          """)
  void aNameThatGivesNoSlugIsRefused(String name, String code, String text) {
    Answer refused =
        client().post(FUNCTIONS, "{\"name\": \"%s\", \"code\": \"1\"}".formatted(name)).is(400);
    assertThat(refused.at("/code")).isEqualTo(code);
    assertThat(refused.at("/message")).contains(text).isEqualTo(refused.at("/error"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          deno.RUN()             | /Deno\\.run/i               | Code contains potentially dangerous patterns
          Deno.spawn()           | /Deno\\.spawn/i             | Code contains potentially dangerous patterns
          new Deno.Command()     | /Deno\\.Command/i           | Code contains potentially dangerous patterns
          'child_process'        | /child_process/i            | Code contains potentially dangerous patterns
          process.exit(1)        | /process\\.exit/i           | Code contains potentially dangerous patterns
          require('fs')          | /require\\(['"]fs['"]\\)/i  | Code contains potentially dangerous patterns
          // Deno.serve (x)      | /Deno\\.serve\\s*\\(/       | Function source cannot contain Deno.serve()
          """)
  void forbiddenCodeIsRefusedWithItsPattern(String code, String pattern, String text) {
    String body = "{\"name\": \"n\", \"code\": \"%s\"}".formatted(code);
    for (Answer refused :
        List.of(client().post(FUNCTIONS, body).is(400), client().put(path, body).is(400))) {
      assertThat(refused.members(""))
          .containsExactly("error", "code", "message", "statusCode", "pattern");
      assertThat(refused.at("/error")).startsWith(text);
      assertThat(refused.at("/pattern")).isEqualTo(pattern.replace("\\\\", "\\"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"module.exports = 1", "deno.serve(1)", "Deno . run", "eval('1')", "\\u0001"})
  void otherCodeIsTakenAsItIs(String code) {
    Answer created =
        client()
            .post(
                FUNCTIONS,
                "{\"name\": \"n\", \"slug\": \"%s\", \"code\": \"%s\"}".formatted(slug, code))
            .is(201);
    assertThat(created.at("/function/code")).isEqualTo(code.replace("\\u0001", "\u0001"));
  }

  @Test
  void theErrorsHaveTheirWords() {
    Answer absent = client().get(path).is(404);
    assertThat(absent.body())
        .isEqualTo(
            "{\"error\":\"Function not found\",\"code\":\"FUNCTION_NOT_FOUND\","
                + "\"message\":\"Function not found\",\"statusCode\":404}");
    assertThat(client().put(path, "{\"name\": \"n\"}").is(404).body()).isEqualTo(absent.body());
    assertThat(client().delete(path).is(404).body()).isEqualTo(absent.body());
    create("");
    Answer taken =
        client().post(FUNCTIONS, "{\"name\": \"%s\", \"code\": \"1\"}".formatted(slug)).is(201);
    assertThat(taken.at("/function/slug")).isEqualTo(slug.toLowerCase(java.util.Locale.ROOT));
    Answer twice =
        client()
            .post(FUNCTIONS, "{\"name\":\"x\",\"slug\":\"%s\",\"code\":\"1\"}".formatted(slug))
            .is(409);
    assertThat(twice.at("/error")).isEqualTo("Function with this slug already exists");
    assertThat(twice.at("/code")).isEqualTo("FUNCTION_ALREADY_EXISTS");
    assertThat(twice.at("/details")).contains(slug);
    for (String body : List.of("{\"name\": ", "\"text\"", "7", "null", "{} {}", "nul")) {
      Answer malformed = client().post(FUNCTIONS, body).is(400);
      assertThat(malformed.at("/code")).isEqualTo("INVALID_INPUT");
      assertThat(malformed.at("/nextActions"))
          .isEqualTo("Please ensure your request body contains valid JSON");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"a\\u0000b\", \"code\": \"1\", \"slug\": \"ok\"}",
        "{\"name\": \"n\", \"code\": \"a\\u0000b\"}",
        "{\"name\": \"n\", \"code\": \"\\ud800\"}",
        "{\"name\": \"\\udc00\", \"code\": \"1\", \"slug\": \"ok\"}",
      })
  void textThatNobodyCanKeepIsRefused(String body) {
    assertThat(client().post(FUNCTIONS, body).is(400).at("/code")).isEqualTo("INVALID_INPUT");
  }

  @Test
  void namesAndSlugsHaveALength() {
    for (String body :
        List.of(
            "{\"name\": \"%s\", \"code\": \"1\", \"slug\": \"s\"}".formatted("n".repeat(256)),
            "{\"name\": \"n\", \"code\": \"1\", \"slug\": \"%s\"}".formatted("s".repeat(129)))) {
      assertThat(client().post(FUNCTIONS, body).is(400).at("/message")).contains("too_big");
    }
    create("");
    client().put(path, "{\"name\": \"%s\"}".formatted("n".repeat(255))).is(200);
    client().put(path, "{\"name\": \"%s\"}".formatted("n".repeat(256))).is(400);
  }

  @Test
  void fiveMebibytesOfCodeAreFine() {
    String code = "x".repeat(5 << 20);
    client()
        .post(
            FUNCTIONS,
            "{\"name\": \"n\", \"slug\": \"%s\", \"code\": \"%s\"}".formatted(slug, code))
        .is(201);
    assertThat(client().get(path).is(200).at("/code")).isEqualTo(code);
  }

  @Test
  void schemaAndCodeAreLookedAtBeforeTheFunctionIs() {
    client().put(FUNCTIONS + "/absent", "{\"code\": \"Deno.serve()\"}").is(400);
    client().put(FUNCTIONS + "/absent", "{\"name\": 1}").is(400);
    client().put(FUNCTIONS + "/absent", "{\"name\": \"n\"}").is(404);
    InsforgeClient stranger = InsforgeClient.stranger(SERVERS.on(Store.SQLITE).port());
    stranger.post(FUNCTIONS, "{\"name\": ").is(400);
    stranger.post(FUNCTIONS, "{\"name\": 1}").is(401);
    stranger.post(FUNCTIONS, "[\"" + "x".repeat(1 << 17) + "\"]").is(401);
  }

  @Test
  void functionsOfOtherApisAreShownWhereTheirCodeIsOneText() {
    String name = slug;
    change(
        "POST",
        "/v1/functions",
        """
            {"name": "%s", "labels": {"a": "b"}, "config": {"mine": true},
             "code": {"files": {"greet.py": {"text": "print(1)"}}, "runtime": "python3"}}"""
            .formatted(name));
    Answer read = client().get(path).is(200);
    assertThat(read.at("/name")).isEqualTo(slug);
    assertThat(read.at("/code")).isEqualTo("print(1)");
    assertThat(read.json().get("deployedAt").isNull()).isTrue();

    client().put(path, "{\"code\": \"print(2)\", \"status\": \"active\"}").is(200);
    String id = read.at("/id");
    JsonNode function = nativeFunction(id);
    assertThat(function.at("/config/mine").booleanValue()).isTrue();
    assertThat(function.at("/labels/a").asString()).isEqualTo("b");
    JsonNode revision = nativeFunction(id + "/revisions/2");
    assertThat(revision.get("files").propertyNames()).containsExactly("greet.py");
    assertThat(revision.get("runtime").asString()).isEqualTo("python3");
    JsonNode version = nativeFunction(id + "/versions").at("/versions/0");
    assertThat(version.get("dialect").asString()).isEqualTo("insforge");

    for (String code :
        List.of(
            "{\"files\": {\"a\": {\"text\": \"1\"}, \"b\": {\"text\": \"2\"}}}",
            "{\"files\": {\"content.zip\": {\"base64\": \"UEsDBBQAAAA=\"}}}")) {
      change("PATCH", "/v1/functions/" + id, "{\"code\": " + code + "}");
      client().get(path).is(404);
      client().put(path, "{}").is(404);
      assertThat(client().get(FUNCTIONS).body()).doesNotContain(id);
    }
    client()
        .post(FUNCTIONS, "{\"name\":\"x\",\"slug\":\"%s\",\"code\":\"1\"}".formatted(slug))
        .is(409);
  }

  @Test
  void aFunctionWithoutANameIsCalledByItsId() {
    String id =
        change("POST", "/v1/functions", "{\"code\": {\"files\": {\"a.js\": {\"text\": \"1\"}}}}")
            .at("/metadata/functionId")
            .asString();
    assertThat(client().get(FUNCTIONS + "/" + id).is(200).at("/slug")).isEqualTo(id);
    String named = create("").at("/function/id");
    client().get(FUNCTIONS + "/" + named).is(404);
  }

  @Test
  void whatTheOperatorHasNotSetIsOff() {
    InsforgeClient stranger = InsforgeClient.stranger(SERVERS.on(Store.SQLITE).port());
    Answer login =
        stranger.post("/api/auth/admin/sessions", "{\"username\": \"\", \"password\": \"\"}");
    assertThat(login.is(403).at("/code")).isEqualTo("FORBIDDEN");
    assertThat(stranger.get("/api/.well-known/jwks.json").is(200).body())
        .isEqualTo("{\"keys\":[]}");
    assertThat(client().delete(path).is(404).header("RateLimit-Limit")).isEmpty();
  }

  @Test
  void aChangeThatIsNotVisibleYetIsAnsweredAllTheSame() {
    System.setProperty("annals.insforge.patience", "0s");
    try (Place place = Place.fresh(Store.SQLITE);
        RunningServer server = RunningServer.at(place)) {
      InsforgeClient hasty = InsforgeClient.stranger(server.port()).with("x-api-key", Place.KEY);
      for (int i = 0; i < 20; i++) {
        String name = "hasty-" + i;
        Answer created =
            hasty
                .post(
                    FUNCTIONS,
                    """
                    {"name": "%s", "code": "1", "description": "d", "status": "draft"}"""
                        .formatted(name))
                .is(201);
        assertThat(created.members("/function")).containsExactlyElementsOf(FIELDS);
        assertThat(created.at("/function/slug")).isEqualTo(name);
        assertThat(created.at("/function/description")).isEqualTo("d");
        assertThat(created.at("/function/status")).isEqualTo("draft");
        org.awaitility.Awaitility.await()
            .pollInterval(java.time.Duration.ofMillis(2))
            .until(() -> hasty.get(FUNCTIONS + "/" + name).status() == 200);
        Answer updated = hasty.put(FUNCTIONS + "/" + name, "{\"status\": \"active\"}").is(200);
        assertThat(updated.at("/function/code")).isEqualTo("1");
        assertThat(updated.at("/function/name")).isEqualTo(name);
        assertThat(updated.at("/function/status")).isEqualTo("active");
        assertThat(updated.at("/function/deployedAt")).isNotEmpty();
      }
    } finally {
      System.clearProperty("annals.insforge.patience");
    }
  }
}
