package io.annals.server.endtoend;

import static io.annals.server.endtoend.NativeClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import io.annals.server.endtoend.NativeClient.Call;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Requests that cannot be served: each is told why and what to do, and none leaves a trace. */
class BadRequestsTest {
  private static final String FUNCTIONS = "/v1/functions";
  private static final String VICTIM = FUNCTIONS + "/victim";
  private static final String NOBODY = "0190a1b2-0000-7000-8000-000000000000";
  private static final String NO_OPERATION = "op00000000000000000000000001-0";

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static NativeClient client = new NativeClient(0, null);
  private static JsonNode before = NativeClient.JSON.nullNode();

  @BeforeAll
  static void makeAVictim() {
    client = SERVERS.on(Store.SQLITE).client();
    client.create(
        Map.of("name", "victim", "code", Map.of("files", Map.of("a.js", Map.of("text", "1")))));
    client.create(Map.of("name", "other"));
    before = client.get(VICTIM).is(200).json();
  }

  /**
   * A request that is refused.
   *
   * @param name what is wrong with it
   * @param status the only right status
   */
  record Case(String name, int status, Call call) {
    @Override
    public String toString() {
      return name + " -> " + status;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "thingsThatAreNotThere",
    "bodiesThatCannotBeRead",
    "valuesThatBreakARule",
    "parametersThatCannotBeRead",
    "conditionsThatDoNotHold",
    "methodsAndTypesThatAreNotSpoken"
  })
  void isRefusedWithASentence(Case bad) {
    assertThat(problem(bad.call().answer().is(bad.status()))).isNotNull();
    requireNothingHappened();
  }

  static Stream<Case> thingsThatAreNotThere() {
    List<Case> cases = new ArrayList<>();
    for (String path :
        List.of(
            FUNCTIONS + "/nobody",
            FUNCTIONS + "/" + NOBODY,
            FUNCTIONS + "/" + NOBODY + "?showDeleted=true",
            FUNCTIONS + "/nobody/versions",
            FUNCTIONS + "/nobody/versions/1",
            FUNCTIONS + "/nobody/versions/1:diff?with=1",
            FUNCTIONS + "/nobody/revisions",
            FUNCTIONS + "/nobody/aliases",
            VICTIM + "?version=2",
            VICTIM + "?asOf=2001-01-01T00:00:00Z",
            VICTIM + "?namespace=elsewhere",
            VICTIM + "/versions/2",
            VICTIM + "/versions/0",
            VICTIM + "/versions/-1",
            VICTIM + "/versions/one",
            VICTIM + "/versions/99999999999999999999",
            VICTIM + "/versions/1:diff?with=2",
            VICTIM + "/revisions/2",
            VICTIM + "/revisions/" + NOBODY,
            VICTIM + "/revisions/1/files/b.js",
            VICTIM + "/aliases/live",
            VICTIM + "/aliases/live/history",
            "/v1/operations/nonsense",
            "/v1/operations/" + NO_OPERATION,
            "/v1/operations/op" + "z".repeat(25) + "-0",
            "/v1/operations?function=nobody",
            "/v1/nothing",
            "/v2/functions",
            "/nothing",
            "/")) {
      cases.add(new Case("GET " + path, 404, client.call("GET", path)));
    }
    for (String path : List.of("/nobody", "/" + NOBODY)) {
      cases.add(
          new Case("PATCH " + path, 404, client.call("PATCH", FUNCTIONS + path).json(Map.of())));
      cases.add(new Case("DELETE " + path, 404, client.call("DELETE", FUNCTIONS + path)));
      cases.add(
          new Case("undelete " + path, 404, client.call("POST", FUNCTIONS + path + ":undelete")));
      cases.add(
          new Case(
              "revert " + path,
              404,
              client.call("POST", FUNCTIONS + path + ":revert").json(Map.of("version", 1))));
      cases.add(
          new Case(
              "copy " + path,
              404,
              client.call("POST", FUNCTIONS + path + ":copy").json(Map.of("name", "copied"))));
      cases.add(
          new Case(
              "alias of " + path,
              404,
              client
                  .call("PUT", FUNCTIONS + path + "/aliases/live")
                  .json(Map.of("revision", NOBODY))));
    }
    cases.add(
        new Case(
            "revert to no version",
            404,
            client.call("POST", VICTIM + ":revert").json(Map.of("version", 9))));
    cases.add(
        new Case(
            "alias for no revision",
            404,
            client.call("PUT", VICTIM + "/aliases/live").json(Map.of("revision", 9))));
    cases.add(
        new Case("removal of no alias", 404, client.call("DELETE", VICTIM + "/aliases/live")));
    cases.add(
        new Case("deletion of no revision", 404, client.call("DELETE", VICTIM + "/revisions/9")));
    cases.add(new Case("no such custom method", 404, client.call("POST", VICTIM + ":explode")));
    cases.add(
        new Case(
            "wait for nothing",
            404,
            client.call("POST", "/v1/operations/" + NO_OPERATION + ":wait")));
    return cases.stream();
  }

  static Stream<Case> bodiesThatCannotBeRead() {
    List<Case> cases = new ArrayList<>();
    Map<String, String> malformed = new HashMap<>();
    malformed.put("nothing", "");
    malformed.put("half an object", "{\"description\": \"x\"");
    malformed.put("no JSON", "description=x");
    malformed.put("a list", "[]");
    malformed.put("null", "null");
    malformed.put("two objects", "{} {}");
    malformed.put("a trailing comma", "{\"description\": \"x\",}");
    malformed.put("single quotes", "{'description': 'x'}");
    malformed.put("a comment", "{/* */}");
    malformed.put("NaN", "{\"config\": {\"a\": NaN}}");
    malformed.put("a name twice", "{\"description\": \"x\", \"description\": \"y\"}");
    malformed.put("a name twice inside", "{\"labels\": {\"a\": \"x\", \"a\": \"y\"}}");
    malformed.put("a control character", "{\"description\": \"\n\"}");
    malformed.put("deep nesting", "{\"config\": " + "{\"a\":".repeat(100_000));
    malformed.put("deep lists", "{\"config\": {\"a\":" + "[".repeat(100_000));
    malformed.put(
        "a number of 100 000 digits", "{\"config\": {\"a\": " + "9".repeat(100_000) + "}}");
    malformed.forEach(
        (what, body) ->
            cases.add(
                new Case(
                    what,
                    400,
                    client
                        .call("PATCH", VICTIM)
                        .body("application/json", body.getBytes(StandardCharsets.UTF_8)))));
    cases.add(
        new Case(
            "broken UTF-8",
            400,
            client
                .call("PATCH", VICTIM)
                .body(
                    "application/json",
                    "{\"description\": \"ä\"}".getBytes(StandardCharsets.ISO_8859_1))));
    cases.add(
        new Case(
            "UTF-16",
            400,
            client
                .call("PATCH", VICTIM)
                .body(
                    "application/json",
                    "{\"description\": \"ä\"}".getBytes(StandardCharsets.UTF_16LE))));
    byte[] large = new byte[1024 * 1024 + 1];
    Arrays.fill(large, (byte) ' ');
    cases.add(
        new Case(
            "a body that is too large, and says so",
            413,
            client.call("POST", VICTIM + ":revert").body("application/json", large)));
    cases.add(
        new Case(
            "a body that turns out too large",
            413,
            client
                .call("POST", VICTIM + ":revert")
                .chunks("application/json", new ByteArrayInputStream(large))));
    byte[] huge = new byte[71 * 1024 * 1024];
    Arrays.fill(huge, (byte) ' ');
    cases.add(
        new Case(
            "an update that is too large, and says so",
            413,
            client.call("PATCH", VICTIM).body("application/json", huge)));
    cases.add(
        new Case(
            "an update that turns out too large",
            413,
            client
                .call("PATCH", VICTIM)
                .chunks("application/json", new ByteArrayInputStream(huge))));
    return cases.stream();
  }

  static Stream<Case> valuesThatBreakARule() {
    Map<String, Map<String, ?>> bodies = new HashMap<>();
    bodies.put("an unknown field", Map.of("colour", "red"));
    bodies.put("a number for a text", Map.of("description", 1));
    bodies.put("a text for a map", Map.of("labels", "a=b"));
    bodies.put("a number in a map of texts", Map.of("labels", Map.of("a", 1)));
    bodies.put("a text for a list", Map.of("tags", "a"));
    bodies.put("a list for an object", Map.of("config", List.of()));
    bodies.put("an object for a text", Map.of("name", Map.of()));
    bodies.put("a name of 129 characters", Map.of("name", "n".repeat(129)));
    bodies.put("an empty name", Map.of("name", ""));
    bodies.put("a name with a space", Map.of("name", "a b"));
    bodies.put("a name with a slash", Map.of("name", "a/b"));
    bodies.put("a name beyond ASCII", Map.of("name", "größe"));
    bodies.put("a name like an id", Map.of("name", NOBODY));
    bodies.put("an unknown status", Map.of("status", "SLEEPING"));
    bodies.put("a bad kind", Map.of("kind", "Not A Kind"));
    bodies.put("an empty tag", Map.of("tags", List.of("")));
    bodies.put("an empty label key", Map.of("labels", Map.of("", "x")));
    bodies.put("a long description", Map.of("description", "d".repeat(16 * 1024 + 1)));
    bodies.put("a long label", Map.of("labels", Map.of("a", "v".repeat(1025))));
    bodies.put("a NUL", Map.of("description", "a\u0000b"));
    bodies.put("a NUL in a label", Map.of("labels", Map.of("a", "\u0000")));
    bodies.put("a NUL in the config", Map.of("config", Map.of("a", "\u0000")));
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 65; i++) {
      labels.put("label" + i, "x");
    }
    bodies.put("65 labels", Map.of("labels", labels));
    bodies.put("a config of 257 KiB", Map.of("config", Map.of("a", "x".repeat(257 * 1024))));
    Map<String, Object> deep = Map.of();
    for (int i = 0; i < 70; i++) {
      deep = Map.of("a", deep);
    }
    bodies.put("a config 70 levels deep", Map.of("config", deep));
    bodies.put("a revision to publish that is not there", Map.of("published", NOBODY));
    Map<String, Object> files = new HashMap<>();
    for (int i = 0; i < 1001; i++) {
      files.put("f" + i, Map.of("text", ""));
    }
    bodies.put("1 001 files", Map.of("code", Map.of("files", files)));
    bodies.put("code of 51 MiB", Map.of("code", code("large.js", "x".repeat(51 * 1024 * 1024))));
    for (String path :
        List.of(
            "../a",
            "/a",
            "a/../../b",
            "a//b",
            "./a",
            "a/",
            "",
            "a\u0000",
            "a\nb",
            "..",
            "p".repeat(1025))) {
      bodies.put(
          "a file at "
              + NativeClient.JSON.writeValueAsString(
                  path.substring(0, Math.min(20, path.length()))),
          Map.of("code", code(path, "x")));
    }
    bodies.put("code without files", Map.of("code", Map.of("runtime", "nodejs")));
    bodies.put("a file without content", Map.of("code", Map.of("files", Map.of("a", Map.of()))));
    bodies.put(
        "a file with two contents",
        Map.of("code", Map.of("files", Map.of("a", Map.of("text", "x", "base64", "eA==")))));
    bodies.put("bad base64", Map.of("code", Map.of("files", Map.of("a", Map.of("base64", "***")))));
    bodies.put(
        "a digest of nothing stored",
        Map.of("code", Map.of("files", Map.of("a", Map.of("digest", "sha256:" + "0".repeat(64))))));
    List<Case> cases = new ArrayList<>();
    bodies.forEach(
        (what, body) -> {
          cases.add(new Case(what, 400, client.call("PATCH", VICTIM).json(body)));
        });
    for (String what : List.of("an unknown field", "a name with a space", "65 labels")) {
      cases.add(
          new Case(
              "created with " + what,
              400,
              client
                  .call("POST", FUNCTIONS)
                  .json(java.util.Objects.requireNonNull(bodies.get(what)))));
    }
    cases.add(
        new Case(
            "half a character",
            400,
            client
                .call("PATCH", VICTIM)
                .body(
                    "application/json",
                    "{\"description\": \"\\ud800\"}".getBytes(StandardCharsets.UTF_8))));
    cases.add(
        new Case(
            "half a character in the code",
            400,
            client
                .call("PATCH", VICTIM)
                .body(
                    "application/json",
                    "{\"code\": {\"files\": {\"a\": {\"text\": \"\\udc00\"}}}}"
                        .getBytes(StandardCharsets.UTF_8))));
    cases.add(
        new Case(
            "a name that is taken",
            409,
            client.call("PATCH", VICTIM).json(Map.of("name", "other"))));
    cases.add(
        new Case(
            "a creation under a name that is taken",
            409,
            client.call("POST", FUNCTIONS).json(Map.of("name", "other"))));
    cases.add(
        new Case(
            "a copy under a name that is taken",
            409,
            client.call("POST", VICTIM + ":copy").json(Map.of("name", "other"))));
    cases.add(
        new Case(
            "an alias with bad characters",
            400,
            client.call("PUT", VICTIM + "/aliases/" + encoded("a b")).json(Map.of("revision", 1))));
    return cases.stream();
  }

  static Stream<Case> parametersThatCannotBeRead() {
    List<Case> cases = new ArrayList<>();
    for (String query :
        List.of(
            "pageSize=many",
            "pageSize=-1",
            "pageSize=1.5",
            "pageToken=nonsense",
            "pageToken=" + encoded("größe"),
            "filter=" + encoded("name ="),
            "filter=" + encoded("(name = a"),
            "filter=" + encoded("colour = red"),
            "filter=" + encoded("version = one"),
            "filter=" + encoded("createTime > yesterday"),
            "filter=" + encoded("name = \"a"),
            "filter=" + encoded("(".repeat(5_000) + "name = a"),
            "orderBy=colour",
            "orderBy=" + encoded("name sideways"),
            "orderBy=" + encoded("name; DROP TABLE functions"),
            "showDeleted=maybe",
            "namespace=" + encoded("a b"),
            "filter=%FF",
            "filter=a&filter=b")) {
      cases.add(
          new Case("list ?" + shortened(query), 400, client.call("GET", FUNCTIONS + "?" + query)));
    }
    for (String query :
        List.of(
            "version=0", "version=one", "asOf=yesterday", "version=1&asOf=2030-01-01T00:00:00Z")) {
      cases.add(new Case("get ?" + query, 400, client.call("GET", VICTIM + "?" + query)));
    }
    cases.add(new Case("diff with nothing", 400, client.call("GET", VICTIM + "/versions/1:diff")));
    cases.add(
        new Case("diff with ?with=x", 400, client.call("GET", VICTIM + "/versions/1:diff?with=x")));
    for (String mask :
        List.of("colour", "version", "id", "labels.env", "description,colour", "*,name", ",")) {
      cases.add(
          new Case(
              "mask " + mask,
              400,
              client.call("PATCH", VICTIM + "?updateMask=" + encoded(mask)).json(Map.of())));
      cases.add(
          new Case(
              "mask in the body " + mask,
              400,
              client.call("PATCH", VICTIM).json(Map.of("updateMask", mask))));
    }
    cases.add(
        new Case(
            "two masks",
            400,
            client
                .call("PATCH", VICTIM + "?updateMask=description")
                .json(Map.of("updateMask", "name"))));
    cases.add(
        new Case(
            "revert without a version",
            400,
            client.call("POST", VICTIM + ":revert").json(Map.of())));
    cases.add(
        new Case(
            "revert to a text",
            400,
            client.call("POST", VICTIM + ":revert").json(Map.of("version", "1"))));
    cases.add(
        new Case("copy without a name", 400, client.call("POST", VICTIM + ":copy").json(Map.of())));
    cases.add(
        new Case(
            "alias without a revision",
            400,
            client.call("PUT", VICTIM + "/aliases/live").json(Map.of())));
    cases.add(
        new Case(
            "wait for ever",
            400,
            client.call("POST", "/v1/operations/" + NO_OPERATION + ":wait?timeout=ever")));
    cases.add(
        new Case(
            "an empty idempotency key",
            400,
            client.call("PATCH", VICTIM).header("Idempotency-Key", " ").json(Map.of())));
    cases.add(
        new Case(
            "a long idempotency key",
            400,
            client
                .call("PATCH", VICTIM)
                .header("Idempotency-Key", "k".repeat(257))
                .json(Map.of())));
    return cases.stream();
  }

  static Stream<Case> conditionsThatDoNotHold() {
    List<Case> cases = new ArrayList<>();
    for (String stale : List.of("\"1-99\"", "\"99-1\"", "\"nonsense\"", "W/\"1-0\"", "\"\"")) {
      cases.add(
          new Case(
              "If-Match " + stale,
              412,
              client.call("PATCH", VICTIM).header("If-Match", stale).json(Map.of())));
      cases.add(
          new Case(
              "deletion If-Match " + stale,
              412,
              client.call("DELETE", VICTIM).header("If-Match", stale)));
    }
    cases.add(
        new Case(
            "If-Match without quotes",
            400,
            client.call("PATCH", VICTIM).header("If-Match", "1-0").json(Map.of())));
    cases.add(
        new Case("the undeletion of the living", 400, client.call("POST", VICTIM + ":undelete")));
    cases.add(new Case("the purge of the living", 400, client.call("POST", VICTIM + ":purge")));
    cases.add(
        new Case("the deletion of the head", 400, client.call("DELETE", VICTIM + "/revisions/1")));
    return cases.stream();
  }

  static Stream<Case> methodsAndTypesThatAreNotSpoken() {
    List<Case> cases = new ArrayList<>();
    byte[] json = "{\"description\": \"x\"}".getBytes(StandardCharsets.UTF_8);
    for (String type :
        List.of(
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json; charset=ISO-8859-1",
            "application/jsonx",
            "nonsense")) {
      cases.add(new Case("type " + type, 415, client.call("PATCH", VICTIM).body(type, json)));
    }
    cases.add(
        new Case(
            "a merge patch that creates",
            415,
            client.call("POST", FUNCTIONS).body("application/merge-patch+json", json)));
    cases.add(
        new Case(
            "a compressed body",
            415,
            client
                .call("PATCH", VICTIM)
                .header("Content-Encoding", "gzip")
                .body("application/json", json)));
    for (String accept :
        List.of("text/html", "application/xml", "application/json;q=0", "image/*")) {
      cases.add(
          new Case("Accept " + accept, 406, client.call("GET", VICTIM).header("Accept", accept)));
      cases.add(
          new Case(
              "update with Accept " + accept,
              406,
              client
                  .call("PATCH", VICTIM)
                  .header("Accept", accept)
                  .json(Map.of("description", "not acceptable"))));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /v1/functions",
        "DELETE /v1/functions",
        "PATCH /v1/functions",
        "POST /v1/functions/victim",
        "PUT /v1/functions/victim",
        "POST /v1/functions/victim/versions",
        "DELETE /v1/functions/victim/versions/1",
        "PATCH /v1/functions/victim/versions/1",
        "PATCH /v1/functions/victim/revisions/1",
        "GET /v1/functions/victim:undelete",
        "GET /v1/functions/victim:purge",
        "GET /v1/functions/victim:revert",
        "DELETE /v1/operations/op00000000000000000000000001-0",
        "POST /v1/operations",
        "POST /health/live",
        "POST /metrics",
        "BREW /v1/functions",
        "TRACE /v1/functions"
      })
  void aMethodThatAPathDoesNotHaveIs405AndNamesThoseItHas(String line) {
    String[] words = line.split(" ");
    Answer answer = client.call(words[0], words[1]).answer().is(405);

    assertThat(problem(answer)).isNotNull();
    assertThat(answer.header("Allow")).as("Allow").isNotEmpty().doesNotContain(words[0]);
    requireNothingHappened();
  }

  @Test
  void aKeyOfAnotherRequestIsRefused() {
    String path = FUNCTIONS + "/" + client.create(Map.of()).path("id").asString();
    client
        .call("PATCH", path)
        .header("Idempotency-Key", "used")
        .json(Map.of("description", "first"))
        .answer()
        .ok();

    Answer answer =
        client
            .call("PATCH", path)
            .header("Idempotency-Key", "used")
            .json(Map.of("description", "second"))
            .answer()
            .is(422);

    assertThat(problem(answer).path("type").asString())
        .isEqualTo("/problems/idempotency-key-reused");
  }

  @Test
  void aPageTokenOfAnotherListIsRefused() {
    String token = client.get(FUNCTIONS + "?pageSize=1").is(200).text("nextPageToken");
    assertThat(token).isNotEmpty();

    for (String other :
        List.of(
            FUNCTIONS + "?orderBy=name",
            FUNCTIONS + "?filter=" + encoded("name = victim"),
            FUNCTIONS + "?showDeleted=true",
            VICTIM + "/versions?pageSize=1",
            VICTIM + "/revisions?pageSize=1",
            "/v1/operations?pageSize=1")) {
      Answer answer = client.get(other + "&pageToken=" + encoded(token));
      assertThat(answer.status()).as(other).isEqualTo(400);
      assertThat(problem(answer).path("violations").path(0).path("field").asString())
          .isEqualTo("pageToken");
    }
  }

  @Test
  void anAcceptedUpdateCannotBeCancelled() {
    String operation =
        client.visible(client.call("POST", FUNCTIONS).json(Map.of())).path("id").asString();

    problem(client.post("/v1/operations/" + operation + ":cancel").is(400));
  }

  @Test
  void violationsNameTheirFields() {
    Answer answer = client.patch(VICTIM, Map.of("name", "a b", "labels", Map.of("", "x"))).is(400);

    assertThat(problem(answer).path("violations").values())
        .extracting(violation -> violation.path("field").asString())
        .contains("name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e1000000000", "1e-1000000000", "-0", "1E400", "123456789.123456789e-300"})
  void anUnusualNumberIsKeptOrRefusedButBreaksNothing(String number) {
    Answer answer =
        client
            .call("POST", FUNCTIONS)
            .header("Prefer", "wait=30")
            .body(
                "application/json",
                ("{\"config\": {\"n\": " + number + "}}").getBytes(StandardCharsets.UTF_8))
            .answer();

    assertThat(answer.status()).as(answer.toString()).isIn(200, 400);
    if (answer.status() == 200) {
      client.get(FUNCTIONS + "/" + answer.text("metadata.functionId")).is(200);
      client.get(FUNCTIONS + "/" + answer.text("metadata.functionId") + "/versions/1").is(200);
    }
    requireNothingHappened();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/functions/a%2Fb",
        "/v1/functions/a%5Cb",
        "/v1/functions/%2e%2e/x",
        "/v1/functions/a%00b",
        "/v1/functions/a%0Ab",
        "/v1/functions/%ZZ",
        "/v1/functions/%FF",
        "/v1//functions",
        "//v1/functions",
        "/v1/functions;a=b",
        "/v1/functions/../../health",
        "/v1/functions?filter=%ZZ",
        "/v1/functions?filter=%",
        "/v1/functions/a|b",
        "/v1/functions/{a}"
      })
  void aPathThatCouldMeanTwoThingsIsRefused(String path) throws IOException {
    String answer = raw("GET " + path + " HTTP/1.1\r\n");

    assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*");
    requireProblemText(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n",
        "GET /v1/functions HTTP/9.9\r\n",
        "GET /v1/functions HTTP/1.1\r\nBad Header: x\r\n",
        "GET /v1/func tions HTTP/1.1\r\n",
        "\u0001\u0002\u0003\r\n",
        "PATCH /v1/functions/victim HTTP/1.1\r\nContent-Length: minus\r\n",
        "PATCH /v1/functions/victim HTTP/1.1\r\nTransfer-Encoding: gzip\r\n"
      })
  void aRequestThatIsNotHttpIsRefused(String head) throws IOException {
    String answer = raw(head);

    assertThat(answer).as("answer to %s", head).matches("(?s)(HTTP/1.1 (400|501|505|415) .*)?");
    requireNoTrace(answer);
    requireNothingHappened();
  }

  @Test
  void aHeaderThatIsTooLargeIsRefused() throws IOException {
    String answer = raw("GET /v1/functions HTTP/1.1\r\nX-Large: " + "x".repeat(70_000) + "\r\n");

    assertThat(answer).matches("(?s)HTTP/1.1 4(00|31) .*");
    requireNoTrace(answer);
    requireNothingHappened();
  }

  @Test
  void aBodyThatNeverArrivesIsNotWaitedForWhereItIsTooLargeAnyway() throws IOException {
    String answer =
        raw(
            "PATCH /v1/functions/victim HTTP/1.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: 99999999999\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413 ");
    requireProblemText(answer);
  }

  @Test
  void nothingButTheHealthIsToldToStrangers() {
    List<String> routes =
        List.of(
            "GET /v1/functions",
            "POST /v1/functions",
            "GET /v1/functions/victim",
            "PATCH /v1/functions/victim",
            "DELETE /v1/functions/victim",
            "POST /v1/functions/victim:undelete",
            "POST /v1/functions/victim:purge",
            "POST /v1/functions/victim:revert",
            "POST /v1/functions/victim:copy",
            "GET /v1/functions/victim/versions",
            "GET /v1/functions/victim/versions/1",
            "GET /v1/functions/victim/versions/1:diff?with=1",
            "GET /v1/functions/victim/revisions",
            "POST /v1/functions/victim/revisions",
            "GET /v1/functions/victim/revisions/1/files/a.js",
            "PUT /v1/functions/victim/aliases/live",
            "DELETE /v1/functions/victim/aliases/live",
            "GET /v1/operations",
            "GET /v1/operations/op00000000000000000000000001-0",
            "POST /v1/operations/op00000000000000000000000001-0:wait",
            "GET /log/checkpoint",
            "GET /log/key",
            "GET /log/tile/0/000",
            "GET /log/tile/entries/000",
            "GET /metrics",
            "GET /health",
            "GET /health/live/more",
            "GET /openapi",
            "GET /openapi.json",
            "GET /v1/api-docs",
            "GET /nothing",
            "GET /",
            "GET /error",
            "OPTIONS /v1/functions",
            "PUT /v1/functions",
            "POST /health/ready",
            "HEAD /v1/functions");
    for (NativeClient stranger : Arrays.asList(stranger(null), stranger("wrong"), stranger(""))) {
      for (String route : routes) {
        String[] words = route.split(" ");
        Answer answer = stranger.call(words[0], words[1]).answer();
        assertThat(answer.status()).as(route).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).as(route).startsWith("Bearer");
        if (!words[0].equals("HEAD")) {
          problem(answer);
        }
      }
      assertThat(stranger.get("/health/live").status()).isEqualTo(200);
      assertThat(stranger.get("/health/ready").status()).isEqualTo(200);
    }
    requireNothingHappened();
  }

  @Test
  void aKeyIsTakenFromEitherHeaderButNotFromTheQuery() {
    NativeClient stranger = stranger(null);

    assertThat(stranger.call("GET", VICTIM).header("x-api-key", Place.KEY).answer().status())
        .isEqualTo(200);
    assertThat(
            stranger
                .call("GET", VICTIM)
                .header("Authorization", "bearer " + Place.KEY)
                .answer()
                .status())
        .isEqualTo(200);
    assertThat(stranger.get(VICTIM + "?key=" + Place.KEY + "&access_token=" + Place.KEY).status())
        .isEqualTo(401);
    assertThat(stranger.call("GET", VICTIM).header("Authorization", Place.KEY).answer().status())
        .isEqualTo(401);
  }

  @Test
  void headAndOptionsAreAnsweredWhereTheyMakeSense() {
    Answer head = client.call("HEAD", VICTIM).answer().is(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("ETag")).isEqualTo(client.get(VICTIM).header("ETag"));
    assertThat(client.call("HEAD", FUNCTIONS + "/nobody").answer().status()).isEqualTo(404);
    Answer options = client.call("OPTIONS", VICTIM).answer().ok();
    assertThat(options.header("Allow")).contains("GET", "PATCH", "DELETE");
    assertThat(
            client
                .call("GET", VICTIM)
                .header("If-None-Match", head.header("ETag"))
                .answer()
                .status())
        .isEqualTo(304);
  }

  private static Map<String, ?> code(String path, String text) {
    return Map.of("files", Map.of(path, Map.of("text", text)));
  }

  private static NativeClient stranger(@org.jspecify.annotations.Nullable String key) {
    return SERVERS.on(Store.SQLITE).clientWith(key);
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  /** The problem that an answer is, with everything that a problem must have. */
  private static JsonNode problem(Answer answer) {
    assertThat(answer.header("Content-Type"))
        .as("type of %s", answer)
        .startsWith("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.path("type").asString()).startsWith("/problems/");
    assertThat(problem.path("title").asString()).isNotBlank();
    assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
    assertThat(problem.path("code").asString()).matches("[A-Z_]+");
    String detail = problem.path("detail").asString();
    assertThat(detail).as("a sentence").hasSizeBetween(15, 2_000).matches("(?s).*[.)]");
    requireNoTrace(answer.text());
    return problem;
  }

  private static void requireProblemText(String answer) {
    assertThat(answer).containsIgnoringCase("content-type: application/problem+json");
    assertThat(answer).contains("\"type\"", "\"title\"", "\"status\"", "\"detail\"", "\"code\"");
    requireNoTrace(answer);
  }

  private static void requireNoTrace(String text) {
    assertThat(text)
        .doesNotContain(
            "Exception",
            "at org.",
            "at io.",
            "at java.",
            "java.lang",
            "SQLITE",
            "jackson",
            "Tomcat");
  }

  private static void requireNothingHappened() {
    assertThat(client.get(VICTIM).is(200).json()).isEqualTo(before);
    assertThat(client.get("/health/ready").status()).isEqualTo(200);
  }

  /** Sends the head of a request as it is, and answers with what comes back within seconds. */
  private static String raw(String head) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket("localhost", SERVERS.on(Store.SQLITE).port())) {
      socket.setSoTimeout((int) Duration.ofSeconds(5).toMillis());
      String request =
          head
              + "Host: localhost\r\nAuthorization: Bearer "
              + Place.KEY
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.getInputStream().transferTo(answer);
    } catch (SocketException | SocketTimeoutException over) {
      // Whoever does not speak HTTP may be hung up on, or waited for after the answer.
    }
    return answer.toString(StandardCharsets.UTF_8);
  }
}
