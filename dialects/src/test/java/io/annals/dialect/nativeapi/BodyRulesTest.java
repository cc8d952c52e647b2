package io.annals.dialect.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.Field;
import io.annals.api.function.NewRevision;
import io.annals.api.function.UpdateFunction;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyRulesTest {
  private static final String PATH = "/v1/functions/" + Samples.ID;

  private FakeRegistry registry = Server.REGISTRY;

  @BeforeEach
  void start() {
    registry = Samples.willing();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"description\":\"a\",\"tags\":[\"x\"]}                     |                  | {description=a, tags=[x]}",
        "{}                                                           |                  | {}",
        "{\"description\":null,\"name\":null}                         |                  | {name=null, description=null}",
        "{\"description\":\"a\",\"tags\":[\"x\"]}                     | description      | {description=a}",
        "{\"description\":\"a\"}                                      | description,tags | {tags=null, description=a}",
        "{\"description\":\"a\"}                                      | tags             | {tags=null}",
        "{\"description\":null}                                       | description      | {description=null}",
        "{\"description\":\"a\",\"updateMask\":\"description\"}       |                  | {description=a}",
        "{\"description\":\"a\",\"updateMask\":\"description, tags\"} |                  | {tags=null, description=a}",
        "{\"description\":\"a\",\"updateMask\":[\"tags\",\"kind\"]}   |                  | {kind=null, tags=null}",
        "{\"updateMask\":\"tags,kind\"}                               | kind,tags        | {kind=null, tags=null}",
        "{\"description\":\"a\",\"updateMask\":\"\"}                  |                  | {description=a}",
        "{\"description\":\"a\",\"updateMask\":[]}                    |                  | {description=a}",
        "{\"description\":\"a\",\"updateMask\":null}                  |                  | {description=a}",
        "{\"description\":\"a\"}                                      | *                | {name=null, kind=null, displayName=null, description=a, labels=null, tags=null, status=null, config=null, published=null}",
        "{\"id\":7,\"etag\":\"x\",\"version\":null,\"head\":[],\"aliases\":{\"a\":{}},\"secrets\":[],\"createTime\":\"\",\"updateTime\":\"\",\"deleteTime\":\"\",\"creator\":\"\",\"updater\":\"\",\"namespace\":\"b\"} | | {}",
        "{\"labels\":{\"größe\":\"ß👍\"}}                             |                  | {labels={größe=ß👍}}",
      })
  void anUpdateChanges(String body, String mask, String changes) {
    String query = mask == null ? "" : "?updateMask=" + mask;
    var answer = Http.patch(PATH + query, body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    Changes sent = ((UpdateFunction) registry.lastCommand()).changes();
    assertThat(Map.copyOf(shown(sent))).isEqualTo(Map.copyOf(parsed(changes)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"nmae\":\"x\"}                     |            | nmae       | Is not a field of a function; the fields are name,",
        "{\"labels\":[]}                      |            | labels     | Must be an object of strings.",
        "{\"labels\":{\"a\":1}}               |            | labels.a   | Must be a string.",
        "{\"labels\":{\"a\":null}}            |            | labels.a   | Must be a string.",
        "{\"tags\":\"x\"}                     |            | tags       | Must be a list of strings.",
        "{\"tags\":[\"a\",1]}                 |            | tags[1]    | Must be a string.",
        "{\"config\":[]}                      |            | config     | Must be an object.",
        "{\"name\":5}                         |            | name       | Must be a string.",
        "{\"status\":\"BUSY\"}                |            | status     | Must be DRAFT, ACTIVE or ERROR.",
        "{\"description\":\"\\ud800\"}        |            | description | Holds one half of a surrogate pair",
        "{\"config\":{\"a\":\"\\u0000\"}}     |            | config     | Must not hold the character U+0000.",
        "{\"updateMask\":5}                   |            | updateMask | Must be a string of comma-separated fields",
        "{}                                   | nmae       | updateMask | 'nmae' is not a field; the fields are",
        "{}                                   | etag       | updateMask | 'etag' is read-only",
        "{}                                   | head       | updateMask | 'head' is read-only",
        "{}                                   | labels.env | updateMask | 'labels.env' is a part of a field; name 'labels'",
        "{}                                   | code.files | updateMask | 'code.files' is a part of a field; name 'code'",
        "{}                                   | *,tags     | updateMask | '*' means every writable field and stands alone.",
        "{}                                   | tags,,kind | updateMask | '' is not a field",
        "{\"updateMask\":\"tags\"}            | kind       | updateMask | Is given in the query and in the body, and they differ",
        "{}                                   | code       | code       | Cannot be taken away",
        "{\"code\":null}                      |            | code       | Cannot be taken away",
        "{\"code\":{}}                        |            | code.files | Is missing; code replaces code as a whole",
        "{\"code\":[]}                        |            | code       | Must be an object with files.",
        "{\"code\":{\"files\":[]}}            |            | code.files | Must be an object of path to content.",
        "{\"code\":{\"fiels\":{}}}            |            | code.fiels | Is not a field of code",
        "{\"code\":{\"files\":{\"a\":{}}}}    |            | code.files[\"a\"] | Needs one of text, base64 and digest.",
        "{\"code\":{\"files\":{\"a\":\"x\"}}} |            | code.files[\"a\"] | Must be {text}, {base64} or {digest}.",
        "{\"code\":{\"files\":{\"a\":{\"text\":\"\",\"base64\":\"\"}}}} |  | code.files[\"a\"] | Takes one of text, base64 and digest.",
        "{\"code\":{\"files\":{\"a\":{\"base64\":\"!\"}}}} |  | code.files[\"a\"].base64 | Is not base64",
        "{\"code\":{\"files\":{\"a\":{\"text\":\"\\udc00\"}}}} |  | code.files[\"a\"].text | Holds one half",
        "{\"code\":{\"files\":{\"a\":{\"digest\":\"sha256:1\"}}}} |  | code.files[\"a\"].digest | Must be 'sha256:' and 64",
        "{\"code\":{\"files\":{\"a\":{\"digest\":\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"}}}} |  | code.files[\"a\"].digest | Names content that is not stored here",
      })
  void anUpdateIsRefused(String body, String mask, String field, String why) {
    var answer = Http.patch(PATH + (mask == null ? "" : "?updateMask=" + mask), body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().path("type").asString()).isEqualTo("/problems/invalid-argument");
    assertThat(answer.violated()).isEqualTo(field);
    assertThat(answer.json().path("violations").path(0).path("description").asString())
        .startsWith(why);
    assertThat(registry.commands).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                     | The body is empty; send a JSON object.",
        "[]                     | The body must be a JSON object.",
        "null                   | The body must be a JSON object.",
        "{                      | The body is not JSON (line 1, column 2): Unexpected end-of-input",
        "{\"a\"}                | The body is not JSON (line 1, column",
        "{'name':'x'}           | The body is not JSON (line 1, column",
        "{\"name\":\"a\",\"name\":\"b\"} | The body is not JSON (line 1, column 19): Duplicate",
        "{\"config\":{\"a\":1,\"a\":2}} | The body is not JSON (line 1, column 21): Duplicate",
        "{\"id\":{\"a\":1,\"a\":2}} | The body is not JSON (line 1, column 17): Duplicate",
        "{} {}                  | Something follows the JSON object",
        "{} x                   | The body is not JSON",
        "{\"config\":{\"a\":NaN}} | The body is not JSON",
        "{\"config\":{\"a\":01}}  | The body is not JSON",
      })
  void aBodyThatIsNoObjectIsMalformed(String body, String why) {
    var answer = Http.patch(PATH, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("type").asString()).isEqualTo("/problems/malformed-request");
    assertThat(answer.detail()).startsWith(why);
    assertThat(registry.commands).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "C3, not UTF-8",
    "C3 28, not UTF-8",
    "80, not UTF-8",
    "C0 AF, not UTF-8",
    "E0 80 80, not UTF-8",
    "ED A0 80, not UTF-8",
    "F4 90 80 80, not UTF-8",
    "FF, not UTF-8",
    "00, not UTF-8",
  })
  void bytesThatAreNotUtf8AreMalformed(String hex, String why) {
    byte[] start = "{\"description\":\"".getBytes(StandardCharsets.UTF_8);
    byte[] wrong = HexFormat.ofDelimiter(" ").parseHex(hex);
    byte[] end = "\"}".getBytes(StandardCharsets.UTF_8);
    byte[] body = Arrays.copyOf(start, start.length + wrong.length + end.length);
    System.arraycopy(wrong, 0, body, start.length, wrong.length);
    System.arraycopy(end, 0, body, start.length + wrong.length, end.length);

    var answer =
        Http.send(
            "PATCH", PATH, BodyPublishers.ofByteArray(body), "Content-Type", "application/json");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).contains(why);
  }

  @Test
  void aBodyInUtf16IsMalformed() {
    var answer =
        Http.send(
            "PATCH",
            PATH,
            BodyPublishers.ofByteArray("{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_16LE)),
            "Content-Type",
            "application/json");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).contains("not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json                        | 200",
        "application/json; charset=utf-8         | 200",
        "application/json;charset=\"UTF-8\"      | 200",
        "APPLICATION/JSON                        | 200",
        "application/merge-patch+json            | 200",
        "application/json; charset=iso-8859-1    | 415",
        "text/plain                              | 415",
        "application/x-www-form-urlencoded       | 415",
        "multipart/form-data; boundary=x         | 415",
        "application/jsonp                       | 415",
        "nonsense                                | 415",
      })
  void theMediaTypeIsJson(String type, int status) {
    var answer = Http.patch(PATH, "{}", "Content-Type", type);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    if (status == 415) {
      assertThat(answer.detail()).contains("Content-Type: application/json");
    }
  }

  @Test
  void aBodyWithoutATypeOrInAnEncodingIsRefused() {
    assertThat(Http.send("PATCH", PATH, BodyPublishers.ofString("{}")).status()).isEqualTo(415);
    assertThat(Http.patch(PATH, "{}", "Content-Encoding", "gzip").status()).isEqualTo(415);
    assertThat(
            Http.post("/v1/functions", "{}", "Content-Type", "application/merge-patch+json")
                .status())
        .isEqualTo(415);
  }

  @Test
  void numbersKeepTheirDigits() {
    Http.patch(
        PATH, "{\"config\":{\"a\":0.1234567890123456789,\"b\":123456789012345678901,\"c\":1.50}}");

    Object config = ((UpdateFunction) registry.lastCommand()).changes().get(Field.CONFIG);
    assertThat(config)
        .isEqualTo(
            Map.of(
                "a",
                new BigDecimal("0.1234567890123456789"),
                "b",
                new java.math.BigInteger("123456789012345678901"),
                "c",
                new BigDecimal("1.50")));
  }

  @Test
  void nestingIsBounded() {
    var answer = Http.patch(PATH, "{\"config\":{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).contains("nesting depth");
  }

  @Test
  void codeIsStoredBeforeTheCommandNamesIt() {
    Http.patch(
        PATH,
        "{\"code\":{\"files\":{\"src/größe.js\":{\"text\":\"ß👍\"},\"b\":{\"base64\":\"AAEC\"}},"
            + "\"runtime\":\"nodejs22\",\"settings\":{\"m\":1},\"message\":null}}");

    NewRevision revision =
        Objects.requireNonNull(((UpdateFunction) registry.lastCommand()).revision());
    assertThat(revision.files().keySet()).containsExactly("src/größe.js", "b");
    assertThat(registry.find(revision.files().get("src/größe.js").digest()).orElseThrow().size())
        .isEqualTo(6);
    assertThat(revision.files().get("b").size()).isEqualTo(3);
    assertThat(revision.runtime()).isEqualTo("nodejs22");
    assertThat(revision.message()).isEmpty();
    assertThat(revision.settings()).isEqualTo(Map.of("m", 1));

    String digest = revision.files().get("b").digest().value();
    Http.post(
        PATH + "/revisions",
        "{\"id\":\"x\",\"number\":1,\"functionId\":\"\",\"version\":2,\"author\":\"\",\"createTime\":\"\","
            + "\"files\":{\"c\":{\"digest\":\""
            + digest
            + "\",\"size\":3}}}");
    NewRevision again =
        Objects.requireNonNull(((UpdateFunction) registry.lastCommand()).revision());
    assertThat(again.files().get("c")).isEqualTo(revision.files().get("b"));
    assertThat(again.id()).isNotEqualTo(revision.id());
  }

  @Test
  void codeBeyondTheMaskIsNeitherUsedNorStored() {
    Http.patch(PATH + "?updateMask=tags", "{\"code\":{\"files\":{\"a\":{\"text\":\"x\"}}}}");
    assertThat(((UpdateFunction) registry.lastCommand()).revision()).isNull();
    assertThat(registry.blobCount()).isZero();
  }

  @Test
  void aCreationSetsWhatItSaysAndNothingElse() {
    Http.post(
        "/v1/functions",
        "{\"name\":\"a\",\"description\":null,\"id\":\"x\",\"namespace\":\"team-x\"}");

    CreateFunction created = (CreateFunction) registry.lastCommand();
    assertThat(created.namespace()).isEqualTo("team-x");
    assertThat(created.changes()).isEqualTo(Changes.of(Field.NAME, "a"));
    assertThat(created.revision()).isNull();
    assertThat(Http.post("/v1/functions", "{\"updateMask\":\"name\"}").violated())
        .isEqualTo("updateMask");
    assertThat(Http.post("/v1/functions?namespace=b", "{\"namespace\":\"c\"}").violated())
        .isEqualTo("namespace");
  }

  @Test
  void fiftyMebibytesOfCodePassAndMoreDoNot() {
    byte[] body = codeOf(50 * 1024 * 1024);
    var answer =
        Http.send(
            "PATCH", PATH, BodyPublishers.ofByteArray(body), "Content-Type", "application/json");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    NewRevision revision =
        Objects.requireNonNull(((UpdateFunction) registry.lastCommand()).revision());
    assertThat(revision.files().get("a").size()).isEqualTo(50L * 1024 * 1024);

    byte[] more = codeOf(50 * 1024 * 1024 + 3);
    var refused =
        Http.send(
            "PATCH", PATH, BodyPublishers.ofByteArray(more), "Content-Type", "application/json");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.detail()).contains("52428800 bytes together");
  }

  @Test
  void anOversizedBodyIsRefusedWhetherItsLengthIsKnownOrNot() {
    byte[] body = new byte[71 * 1024 * 1024];
    Arrays.fill(body, (byte) ' ');
    for (var publisher :
        List.of(
            BodyPublishers.ofByteArray(body),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
      var answer = Http.send("PATCH", PATH, publisher, "Content-Type", "application/json");
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.detail()).contains("at most 73400320 bytes");
    }
    assertThat(Http.post(PATH + ":revert", " ".repeat(1024 * 1024 + 1)).status()).isEqualTo(413);
  }

  private static byte[] codeOf(int bytes) {
    StringBuilder json = new StringBuilder("{\"code\":{\"files\":{\"a\":{\"base64\":\"");
    json.append("AAAA".repeat(bytes / 3));
    json.append(List.of("", "AA==", "AAA=").get(bytes % 3));
    return json.append("\"}}}}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static Map<String, String> shown(Changes changes) {
    Map<String, String> shown = new HashMap<>();
    changes.toPaths().forEach((path, value) -> shown.put(path, String.valueOf(value)));
    return shown;
  }

  private static Map<String, String> parsed(String text) {
    Map<String, String> parsed = new HashMap<>();
    for (String entry : text.substring(1, text.length() - 1).split(", (?=[a-zA-Z]+=)")) {
      if (!entry.isEmpty()) {
        parsed.put(entry.split("=", 2)[0], entry.split("=", 2)[1]);
      }
    }
    return parsed;
  }
}
