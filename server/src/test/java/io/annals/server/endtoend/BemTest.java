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

/** The bem dialect over HTTP, row by row of its description. */
class BemTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final Map<String, Object> SCHEMA = Map.of("type", "object");

  private final BemClient bem = new BemClient(SERVERS.on(Store.SQLITE));
  private final NativeClient nativeApi = SERVERS.on(Store.SQLITE).client();

  private String created(String type, Object... entries) {
    return bem.created(type, entries);
  }

  private Answer patch(String name, Object... entries) {
    return bem.call("PATCH", "/v3/functions/" + name, body(entries));
  }

  private JsonNode patched(String name, Object... entries) {
    return patch(name, entries).is(200).json().path("function");
  }

  @Test
  void aKeyIsNeededAndErrorsHaveTheDialectsShape() {
    isError(SERVERS.on(Store.SQLITE).clientWith(null).get("/v3/functions"), 401);
    isError(SERVERS.on(Store.SQLITE).clientWith(null).get("/v3/api-docs"), 401);
    isError(bem.get("/v3/functions/nobody"), 404);
    isError(bem.get("/v3/nothing"), 404);
    isError(bem.call("POST", "/v3/functions", body("type", "extract")), 400);
    isError(bem.call("POST", "/v3/functions", List.of()), 400);
    isError(bem.call("POST", "/v3/functions", body("type", "extract", "functionName", "a b")), 422);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v3/workflows/x/call",
    "GET, /v3/functions/metrics",
    "POST, /v3/functions/compare",
    "POST, /v3/functions/review",
    "POST, /v3/functions/regression",
    "POST, /v3/functions/regression/corrections",
    "GET, /v3/calls",
    "GET, /v3/outputs/1",
    "POST, /v3/infer-schema"
  })
  void whatRunsFunctionsIsNotImplementedAndNotRetried(String method, String path) {
    Answer answer = bem.call(method, path);
    isError(answer, 501);
    assertThat(answer.header("x-should-retry")).isEqualTo("false");
  }

  @ParameterizedTest
  @CsvSource({
    "extract, 'outputSchemaName,outputSchema,enableBoundingBoxes,preCount,tabularChunkingEnabled'",
    "classify, 'classifications,description,emailAddress,nativeVisualInput'",
    "split, 'splitType'",
    "join, 'description,joinType,outputSchemaName,outputSchema'",
    "payload_shaping, 'shapingSchema'",
    "parse, 'parseConfig'",
    "send, 'destinationType,webhookSigningEnabled'"
  })
  void aMinimalBodyIsEnoughAndWhatIsAlwaysPresentIs(String type, String fields) {
    String name = created(type);
    JsonNode read = bem.get("/v3/functions/" + name).is(200).json().path("function");
    JsonNode version =
        bem.get("/v3/functions/" + name + "/versions/1").is(200).json().path("function");

    for (JsonNode shown : List.of(read, version)) {
      assertThat(shown.propertyNames())
          .contains("functionID", "functionName", "type", "versionNum", "tags", "description")
          .contains(fields.split(","))
          .doesNotContain("displayName");
      assertThat(shown.path("versionNum").asLong()).isEqualTo(1);
    }
    assertThat(read.has("createdAt")).isFalse();
    assertThat(version.path("createdAt").asString()).endsWith("Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"transform", "analyze"})
  void theOldTypesAreReadButNotWritten(String type) {
    String name = fresh();
    isError(bem.call("POST", "/v3/functions", body("type", type, "functionName", name)), 400);
    nativeApi.create(Map.of("name", name, "kind", type));
    JsonNode read = bem.get("/v3/functions/" + name).is(200).json().path("function");
    assertThat(read.propertyNames()).contains("outputSchema", "outputSchemaName");
    isError(patch(name, "type", type), 400);
  }

  @Test
  void functionsOfOtherKindsAreNotShown() {
    String name = fresh();
    nativeApi.create(Map.of("name", name));
    isError(bem.get("/v3/functions/" + name), 404);
    isError(bem.call("POST", "/v3/functions", body("type", "extract", "functionName", name)), 400);
  }

  @Test
  void enrichIsCompletedAndReplacedAsAWhole() {
    isError(
        bem.call("POST", "/v3/functions", body("type", "enrich", "functionName", fresh())), 400);
    isError(
        bem.call(
            "POST",
            "/v3/functions",
            body("type", "enrich", "functionName", fresh(), "config", Map.of("steps", List.of()))),
        400);
    Map<String, Object> step =
        Map.of("sourceField", "a", "targetField", "b", "collectionName", "c");
    String name = created("enrich", "config", Map.of("steps", List.of(step)));
    JsonNode read = bem.get("/v3/functions/" + name).json().at("/function/config/steps/0");
    assertThat(read.path("topK").asLong()).isEqualTo(1);
    assertThat(read.path("searchMode").asString()).isEqualTo("semantic");
    assertThat(read.path("source").asString()).isEqualTo("collection");
    assertThat(read.path("scoreThreshold").asDouble()).isEqualTo(0.6);
    assertThat(patched(name, "type", "enrich", "tags", List.of("x")).at("/config/steps"))
        .hasSize(1);
    isError(
        patch(
            name,
            "type",
            "enrich",
            "config",
            Map.of(
                "steps",
                List.of(
                    Map.of(
                        "sourceField",
                        "a",
                        "targetField",
                        "b",
                        "source",
                        "endpoint",
                        "endpointName",
                        "nobody")))),
        400);
  }

  @Test
  void renderNeedsATemplateWhoseFileIsNotReadBack() {
    isError(
        bem.call("POST", "/v3/functions", body("type", "render", "functionName", fresh())), 400);
    String name =
        created(
            "render", "renderConfig", Map.of("template", Map.of("base64", "AAEC", "name", "a")));
    JsonNode changed =
        patched(name, "type", "render", "renderConfig", Map.of("template", Map.of("name", "b")));
    assertThat(changed.at("/renderConfig/template/name").asString()).isEqualTo("b");
    assertThat(changed.at("/renderConfig/template").has("base64")).isFalse();
  }

  @Test
  void everySuccessIsAVersionAlsoAnIdenticalOneAndAFailureIsNone() {
    String name = created("extract", "outputSchema", SCHEMA, "outputSchemaName", "s");
    assertThat(patched(name, "type", "extract").path("versionNum").asLong()).isEqualTo(2);
    assertThat(
            patched(name, "type", "extract", "outputSchema", SCHEMA, "outputSchemaName", "s")
                .path("versionNum")
                .asLong())
        .isEqualTo(3);
    isError(patch(name, "type", "extract", "outputSchemaName", "t"), 400);
    isError(patch(name), 400);
    isError(patch(name, "type", "join"), 400);
    isError(patch(name, "type", "extract", "preCount", "yes"), 400);
    JsonNode kept = patched(name, "type", "extract", "outputSchema", Map.of(), "displayName", null);
    assertThat(kept.path("versionNum").asLong()).isEqualTo(4);
    assertThat(kept.path("outputSchemaName").asString()).isEqualTo("s");
    JsonNode versions = bem.get("/v3/functions/" + name + "/versions").json().path("versions");
    assertThat(versions)
        .extracting(v -> v.path("versionNum").asLong())
        .containsExactly(4L, 3L, 2L, 1L);
    assertThat(bem.get("/v3/functions/" + name + "/versions/1").json().at("/function/outputSchema"))
        .isEqualTo(NativeClient.JSON.valueToTree(SCHEMA));
  }

  @Test
  void aRevertByResubmissionIsAnUpdateInTheNativeHistory() {
    String name = created("payload_shaping", "shapingSchema", "a");
    patched(name, "type", "payload_shaping", "shapingSchema", "b");
    patched(name, "type", "payload_shaping", "shapingSchema", "a");
    JsonNode version = nativeApi.get("/v1/functions/" + name + "/versions/3").is(200).json();
    assertThat(version.path("type").asString()).isEqualTo("FunctionUpdated");
    assertThat(version.path("dialect").asString()).isEqualTo("bem");
    assertThat(version.path("changed").path(0).asString()).isEqualTo("config");
    assertThat(patched(name, "type", "payload_shaping").path("shapingSchema").asString())
        .as("kept where it is absent")
        .isEqualTo("a");
  }

  @Test
  void aSendBlockIsRebuiltWithItsTypeAndMergedWithoutIt() {
    isError(
        bem.call(
            "POST",
            "/v3/functions",
            body("type", "send", "functionName", fresh(), "destinationType", "s3")),
        400);
    String name =
        created(
            "send",
            "destinationType",
            "webhook",
            "webhookUrl",
            "https://a/b",
            "webhookSigningEnabled",
            false);
    JsonNode merged = patched(name, "type", "send", "webhookUrl", "https://a/c");
    assertThat(merged.path("webhookSigningEnabled").asBoolean()).isFalse();
    JsonNode rebuilt =
        patched(name, "type", "send", "destinationType", "webhook", "webhookUrl", "https://a/d");
    assertThat(rebuilt.path("webhookSigningEnabled").asBoolean()).isTrue();
  }

  @Test
  void aSplitTypeClearsBothConfigs() {
    String name =
        created(
            "split",
            "splitType",
            "semantic_page",
            "semanticPageSplitConfig",
            Map.of("itemClasses", List.of(Map.of("name", "bill"))));
    assertThat(patched(name, "type", "split").has("semanticPageSplitConfig")).isTrue();
    assertThat(
            patched(name, "type", "split", "splitType", "print_page")
                .has("semanticPageSplitConfig"))
        .isFalse();
  }

  @Test
  void parseIsMergedFieldByFieldAndExtraSettingsAreShownOnRequest() {
    String name =
        created(
            "parse",
            "parseConfig",
            Map.of("linkAcrossDocuments", false),
            "extraConfig",
            Map.of("enableBoundingBoxes", true));
    JsonNode read = patched(name, "type", "parse", "parseConfig", Map.of("defaultBucket", "b"));
    assertThat(read.at("/parseConfig/linkAcrossDocuments").asBoolean(true)).isFalse();
    assertThat(read.at("/parseConfig/extractEntities").asBoolean()).isTrue();
    assertThat(read.has("extraConfig")).isFalse();
    assertThat(
            bem.get("/v3/functions/" + name + "?includeExtraSettings=true")
                .json()
                .path("function")
                .has("extraConfig"))
        .isTrue();
  }

  @Test
  void whatParseDoesNotExtractItDoesNotLink() {
    String name = created("parse", "parseConfig", Map.of("extractEntities", false));
    JsonNode read = bem.get("/v3/functions/" + name).json().at("/function/parseConfig");
    assertThat(read.path("linkAcrossDocuments").asBoolean(true)).isFalse();
    isError(patch(name, "type", "parse", "parseConfig", Map.of("linkAcrossDocuments", true)), 400);
  }

  @Test
  void tagsAreClearedByAnEmptyListAndKeptWhenAbsent() {
    String name = created("extract", "tags", List.of("a", "b"));
    assertThat(patched(name, "type", "extract").path("tags")).hasSize(2);
    assertThat(patched(name, "type", "extract", "tags", List.of()).path("tags")).isEmpty();
  }

  @Test
  void aRenameKeepsTheIdAndTheOldVersionsTheirName() {
    String name = created("extract");
    String id = bem.get("/v3/functions/" + name).text("function.functionID");
    String renamed = fresh();
    patched(name, "type", "extract", "functionName", name);
    assertThat(
            patched(name, "type", "extract", "functionName", renamed).path("functionID").asString())
        .isEqualTo(id);
    isError(bem.get("/v3/functions/" + name), 404);
    JsonNode first = bem.get("/v3/functions/" + renamed + "/versions/1").json().path("function");
    assertThat(first.path("functionName").asString()).isEqualTo(name);
    isError(patch(renamed, "type", "extract", "functionName", created("extract")), 400);
  }

  @Test
  void aDeletedFunctionIsGoneAndItsNameIsKept() {
    String name = created("extract");
    assertThat(bem.call("DELETE", "/v3/functions/" + name).is(204).body()).isEmpty();
    isError(bem.get("/v3/functions/" + name), 404);
    isError(bem.get("/v3/functions/" + name + "/versions"), 404);
    isError(bem.get("/v3/functions/" + name + "/versions/1"), 404);
    isError(patch(name, "type", "extract"), 404);
    isError(bem.call("POST", "/v3/functions", body("type", "extract", "functionName", name)), 400);
  }

  @Test
  void aCopyIsVersionOneOfAnotherFunction() {
    String name = created("payload_shaping", "shapingSchema", "a", "displayName", "Shape");
    patched(name, "type", "payload_shaping", "tags", List.of("t"));
    String target = fresh();
    JsonNode copy =
        bem.call(
                "POST",
                "/v3/functions/copy",
                body("sourceFunctionName", name, "targetFunctionName", target))
            .is(200)
            .json()
            .path("function");
    assertThat(copy.path("versionNum").asLong()).isEqualTo(1);
    assertThat(copy.path("displayName").asString()).isEqualTo("Shape (Copy)");
    assertThat(copy.path("tags").path(0).asString()).isEqualTo("t");
    assertThat(copy.path("shapingSchema").asString()).isEqualTo("a");
    isError(bem.call("POST", "/v3/functions/copy", body("sourceFunctionName", name)), 400);
  }

  @Test
  void auditNamesTheEvents() {
    String name = created("extract");
    patched(name, "type", "extract");
    JsonNode audit = bem.get("/v3/functions/" + name).json().at("/function/audit");
    for (String who : List.of("functionCreatedBy", "functionLastUpdatedBy", "versionCreatedBy")) {
      assertThat(audit.path(who).path("userActionID").asString()).isNotEmpty();
      assertThat(audit.path(who).path("createdAt").asString()).endsWith("Z");
      assertThat(audit.path(who).path("apiKeyName").asString()).isEqualTo("root");
    }
    assertThat(audit.at("/functionCreatedBy/userActionID"))
        .isNotEqualTo(audit.at("/versionCreatedBy/userActionID"));
  }
}
