package io.annals.server.endtoend;

import static io.annals.server.endtoend.BemClient.body;
import static io.annals.server.endtoend.BemClient.fresh;
import static io.annals.server.endtoend.BemClient.isError;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is within the fields of the bem dialect's types: their members, and what is refused. */
class BemFieldsTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private final BemClient bem = new BemClient(SERVERS.on(Store.SQLITE));

  private Answer create(String type, String field, String json) {
    return bem.call(
        "POST",
        "/v3/functions",
        body("functionName", fresh(), "type", type, field, NativeClient.JSON.readTree(json)));
  }

  private Answer patch(String name, Map<String, ?> body) {
    return bem.call("PATCH", "/v3/functions/" + name, body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "classify | classifications | {}",
        "classify | classifications | [{}]",
        "classify | classifications | [{'name': 'a', 'description': 1}]",
        "classify | classifications | [{'name': 'a', 'functionID': 1}]",
        "classify | classifications | [{'name': 'a', 'isErrorFallback': 'x'}]",
        "classify | classifications | [{'name': 'a', 'origin': 'x'}]",
        "classify | classifications | [{'name': 'a', 'origin': {'email': {'patterns': 'x'}}}]",
        "classify | classifications | [{'name': 'a', 'regex': {'patterns': [1]}}]",
        "split | printPageSplitConfig | {'nextFunctionID': 1}",
        "split | semanticPageSplitConfig | {'itemClasses': [{}]}",
        "split | semanticPageSplitConfig | {'itemClasses': [{'name': 'a', 'description': 1}]}",
        "parse | parseConfig | {'extractEntities': 'x'}",
        "parse | parseConfig | {'linkAcrossDocuments': 1}",
        "parse | parseConfig | {'defaultBucket': 1}",
        "parse | extraConfig | {'enableBoundingBoxes': 'x'}",
        "render | renderConfig | {'template': {'base64': '!'}}",
        "render | renderConfig | {'template': {'base64': 'AAEC', 'name': 1}}"
      })
  void aMemberOfAnotherTypeIsMalformed(String type, String field, String json) {
    Answer refused = create(type, field, json.replace('\'', '"'));
    isError(refused, 400);
    assertThat(refused.text("details.field")).startsWith(field);
    assertThat(refused.text("details.reason")).doesNotStartWith(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'method': 'PUT'",
        "'method': null",
        "'url': 'ftp://x'",
        "'queryParam': 1",
        "'bodyTemplate': 'none'",
        "'headers': 'x'",
        "'headers': {'a': 1}",
        "'responsePath': 1",
        "'matchTopK': 101",
        "'maxPages': 0",
        "'nextPagePath': 'a'"
      })
  void anEndpointThatIsNoneIsMalformed(String wrong) {
    Map<String, Object> endpoint = body("name", "e", "method", "GET", "url", "https://x");
    JsonNode members = NativeClient.JSON.readTree("{" + wrong.replace('\'', '"') + "}");
    members.propertyStream().forEach(member -> endpoint.put(member.getKey(), member.getValue()));
    Map<String, Object> step =
        body("sourceField", "a", "targetField", "b", "source", "endpoint", "endpointName", "e");
    Map<String, Object> config = Map.of("steps", List.of(step), "endpoints", List.of(endpoint));
    Map<String, Object> body = body("functionName", fresh(), "type", "enrich", "config", config);
    isError(bem.call("POST", "/v3/functions", body), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"includeScore", "includeSubcollections"})
  void aStepsSwitchIsTrueOrFalse(String name) {
    Map<String, Object> step =
        Map.of("sourceField", "a", "targetField", "b", "collectionName", "c", name, "x");
    Map<String, Object> body =
        body("functionName", fresh(), "type", "enrich", "config", Map.of("steps", List.of(step)));
    isError(bem.call("POST", "/v3/functions", body), 400);
  }

  @Test
  void aNullWithinABlockIsAbsent() {
    Map<String, Object> nothing = body("extractEntities", null, "schema", null);
    String parse = bem.created("parse", "parseConfig", nothing);
    JsonNode read = bem.get("/v3/functions/" + parse).json().at("/function/parseConfig");
    assertThat(read.propertyNames())
        .containsExactlyInAnyOrder("extractEntities", "linkAcrossDocuments");
    assertThat(read.path("extractEntities").asBoolean()).isTrue();
    patch(parse, body("type", "parse", "parseConfig", Map.of("defaultBucket", "b"))).is(200);
    Map<String, Object> kept = body("defaultBucket", null);
    assertThat(
            patch(parse, body("type", "parse", "parseConfig", kept))
                .is(200)
                .text("function.parseConfig.defaultBucket"))
        .isEqualTo("b");

    String render = bem.created("render", "renderConfig", Map.of("template", template("AAEC")));
    assertThat(
            patch(
                    render,
                    body("type", "render", "renderConfig", Map.of("template", template(null))))
                .is(200)
                .text("function.renderConfig.template.name"))
        .isEqualTo("t");

    Map<String, Object> item =
        body("name", "a", "description", null, "origin", body("email", null));
    String classify = bem.created("classify", "classifications", List.of(item));
    assertThat(bem.get("/v3/functions/" + classify).json().at("/function/classifications/0"))
        .isEqualTo(NativeClient.JSON.readTree("{\"name\": \"a\", \"origin\": {}}"));
  }

  private static Map<String, Object> template(String base64) {
    return body("base64", base64, "name", "t");
  }

  @Test
  void theNextFunctionOfPagesIsWrittenByNameAndReadById() {
    String next = bem.created("extract");
    String split =
        bem.created(
            "split",
            "splitType",
            "print_page",
            "printPageSplitConfig",
            Map.of("nextFunctionName", next));
    JsonNode read = bem.get("/v3/functions/" + split).json().at("/function/printPageSplitConfig");
    assertThat(read.propertyNames()).containsExactly("nextFunctionID");
    assertThat(read.path("nextFunctionID").asString())
        .isEqualTo(bem.get("/v3/functions/" + next).text("function.functionID"));
    isError(create("split", "printPageSplitConfig", "{\"nextFunctionName\": \"nobody\"}"), 422);
  }

  @Test
  void aSendFunctionWithoutADestinationIsReadSoThatItCanBeSentBack() {
    String name = bem.created("send");
    JsonNode first = bem.get("/v3/functions/" + name + "/versions/1").json().path("function");
    assertThat(first.path("webhookUrl").asString("absent")).isEmpty();
    patch(name, body("type", "send", "destinationType", "s3", "s3Bucket", "b")).is(200);

    Map<?, ?> back = NativeClient.JSON.convertValue(first, Map.class);
    JsonNode reverted =
        bem.call("PATCH", "/v3/functions/" + name, back).is(200).json().path("function");

    assertThat(reverted.path("destinationType").asString()).isEqualTo("webhook");
    assertThat(reverted.has("s3Bucket")).isFalse();
    isError(patch(name, body("type", "send", "destinationType", "s3", "s3Bucket", "")), 400);
    isError(patch(name, body("type", "send", "destinationType", "webhook")), 400);
  }

  @Test
  void theHistoryTellsOnlyWhatDiffersFromWhatIsSentAgain() {
    String name = bem.created("payload_shaping", "shapingSchema", "a", "tags", List.of("t"));
    patch(name, body("type", "payload_shaping", "shapingSchema", "b")).is(200);
    JsonNode first = bem.get("/v3/functions/" + name + "/versions/1").json().path("function");
    Map<?, ?> back = NativeClient.JSON.convertValue(first, Map.class);
    bem.call("PATCH", "/v3/functions/" + name, back).is(200);
    bem.call("PATCH", "/v3/functions/" + name, back).is(200);

    NativeClient nativeApi = SERVERS.on(Store.SQLITE).client();
    String versions = "/v1/functions/" + name + "/versions/";
    assertThat(nativeApi.get(versions + 3).is(200).json().path("changed"))
        .extracting(JsonNode::asString)
        .containsExactly("config");
    assertThat(nativeApi.get(versions + 4).is(200).json().path("changed")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v3/functions/a%5Cb",
        "/v3/functions/a%00b",
        "/v3/functions?workflowNameVersionNums=.1",
        "/v3/functions?workflowNameVersionNums=a.0",
        "/v3/workflows?limit=101"
      })
  void whatCannotBeReadIsRefusedInTheDialectsWords(String path) {
    isError(bem.get(path), 400);
  }

  @Test
  void anEnvironmentHasANameThatOneCanHave() {
    Map<String, Object> wish =
        body(
            "sourceFunctionName",
            bem.created("extract"),
            "targetFunctionName",
            fresh(),
            "targetEnvironment",
            "not one!");
    isError(bem.call("POST", "/v3/functions/copy", wish), 400);
  }
}
