package io.annals.dialect.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.operation.OperationId;
import io.annals.api.query.FindRevision;
import io.annals.api.query.FindVersion;
import io.annals.api.query.ListFunctions;
import io.annals.api.resource.Page;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonNode document = Http.get("/openapi").json();

  @BeforeEach
  void start() {
    Samples.willing();
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
    Set<String> routes = new TreeSet<>();
    Server.bean(RequestMappingHandlerMapping.class, "requestMappingHandlerMapping")
        .getHandlerMethods()
        .keySet()
        .forEach(
            info ->
                info.getPatternValues().stream()
                    .filter(path -> path.startsWith("/v1"))
                    .forEach(
                        path ->
                            info.getMethodsCondition()
                                .getMethods()
                                .forEach(
                                    method ->
                                        routes.add(
                                            method.name().toLowerCase(Locale.ROOT)
                                                + " "
                                                + path.replace(":[^:]+", "").replace("{*", "{")))));

    assertThat(described()).isEqualTo(routes);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> dead = new ArrayList<>();
    walk(
        document,
        node -> {
          String target = node.path("$ref").asString("");
          if (!target.isEmpty() && document.at(target.substring(1)).isMissingNode()) {
            dead.add(target);
          }
        });
    assertThat(dead).isEmpty();
    assertThat(document.has("x-shared")).isFalse();
    assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
  }

  @Test
  void everyOperationIsSummedUpOnceAndNamesThePartsOfItsPath() {
    Set<String> ids = new LinkedHashSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(entry -> METHODS.contains(entry.getKey()))
                    .forEach(
                        entry -> {
                          JsonNode operation = entry.getValue();
                          assertThat(operation.path("summary").asString()).isNotEmpty();
                          assertThat(ids.add(operation.path("operationId").asString())).isTrue();
                          assertThat(operation.path("responses").has("401")).isTrue();
                          assertThat(operation.path("responses").has("400")).isTrue();
                        }));
    document
        .path("paths")
        .properties()
        .forEach(
            path -> {
              Set<String> named = new TreeSet<>();
              path.getValue()
                  .path("parameters")
                  .forEach(p -> named.add(resolved(p).path("name").asString()));
              Set<String> parts = new TreeSet<>();
              var matcher = Pattern.compile("\\{(\\w+)}").matcher(path.getKey());
              while (matcher.find()) {
                parts.add(matcher.group(1));
              }
              assertThat(named).as(path.getKey()).isEqualTo(parts);
            });
  }

  @TestFactory
  Stream<DynamicTest> everyExampleOfABodyIsAccepted() {
    List<DynamicTest> tests = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            method
                                .getValue()
                                .path("requestBody")
                                .path("content")
                                .properties()
                                .forEach(
                                    content ->
                                        content
                                            .getValue()
                                            .path("examples")
                                            .properties()
                                            .forEach(
                                                example ->
                                                    tests.add(
                                                        accepted(
                                                            method.getKey(),
                                                            path.getKey(),
                                                            content.getKey(),
                                                            example.getKey(),
                                                            resolved(example.getValue())
                                                                .path("value")))))));
    assertThat(tests).hasSizeGreaterThan(10);
    return tests.stream();
  }

  @Test
  void theExamplesOfAnswersHaveTheShapeOfAnswers() {
    assertSameMembers("Function", JSON.valueToTree(JSON.readTree(bytes(Samples.fullFunction()))));
    assertSameMembers(
        "Operation",
        JSON.readTree(bytes(Samples.operation(new OperationId(Samples.ID, 6), true))),
        "error");
    assertSameMembers("Projection", JSON.readTree(bytes(Samples.projection())));
    assertSameMembers("Operation", JSON.readTree(bytes(Samples.job(100, true))), "error");
    assertSameMembers("Revision", JSON.readTree(bytes(Samples.revision())));
    assertSameMembers("Workflow", JSON.readTree(bytes(Samples.workflow())));
    assertSameMembers("WorkflowVersion", JSON.readTree(bytes(Samples.workflowVersion(2))));
    assertSameMembers("Version", JSON.readTree(bytes(Samples.version(2))));
    for (String name : List.of("Function", "Revision")) {
      assertIn(name, document.at("/components/examples/" + name + "/value"));
    }
    for (String name : List.of("DoneOperation", "PendingOperation")) {
      JsonNode example = document.at("/components/examples/" + name + "/value");
      assertIn("Operation", example);
      assertThat(example.path("id").asString())
          .isEqualTo(new OperationId(Samples.ID, 6).toString());
    }
    JsonNode refused = Http.post("/v1/functions", "{\"nmae\":\"x\"}").json();
    assertThat(refused).isEqualTo(document.at("/components/examples/UnknownField/value"));
  }

  @Test
  void aBrowserGetsAPageWhoseFilesAllComeFromHere() {
    var sent = Http.get("/openapi", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    assertThat(sent.status()).isEqualTo(303);
    assertThat(sent.header("Location")).isEqualTo("/openapi/");

    String page = Http.get("/openapi/", "Accept", "text/html").text();
    assertThat(page).doesNotContain("http://", "https://");
    var file = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page);
    int files = 0;
    while (file.find()) {
      String path = file.group(1).startsWith("../") ? "/openapi" : "/openapi/" + file.group(1);
      assertThat(Http.get(path).status()).as(path).isEqualTo(200);
      files++;
    }
    assertThat(files).isEqualTo(5);
    assertThat(Http.get("/openapi/page.js").text()).contains("validatorUrl: null");
  }

  private DynamicTest accepted(
      String method, String path, String type, String name, JsonNode value) {
    return DynamicTest.dynamicTest(
        "%s %s %s %s".formatted(method, path, type, name),
        () -> {
          FakeRegistry registry = Samples.willing();
          registry.answer(FindVersion.class, asked -> Samples.version(asked.version()));
          registry.answer(FindRevision.class, asked -> Samples.revision());
          registry.answer(ListFunctions.class, asked -> new Page<>(List.of(), null));
          String target =
              path.replace("{function}", Samples.ID)
                  .replace("{workflow}", Samples.ID)
                  .replace("{alias}", "stable")
                  .replace("{revision}", "1");
          var answer =
              Http.send(
                  method.toUpperCase(Locale.ROOT),
                  target,
                  BodyPublishers.ofString(value.toString()),
                  "Content-Type",
                  type);
          assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        });
  }

  private Set<String> described() {
    Set<String> described = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(entry -> METHODS.contains(entry.getKey()))
                    .forEach(entry -> described.add(entry.getKey() + " " + path.getKey())));
    return described;
  }

  /** That what is answered, in full, has exactly the members of the schema. */
  private void assertSameMembers(String schema, JsonNode answer, String... never) {
    Set<String> properties =
        new TreeSet<>(document.at("/components/schemas/" + schema + "/properties").propertyNames());
    properties.removeAll(List.of(never));
    assertThat(new TreeSet<>(answer.propertyNames())).isEqualTo(properties);
  }

  private void assertIn(String schema, JsonNode example) {
    JsonNode definition = document.at("/components/schemas/" + schema);
    assertThat(definition.path("properties").propertyNames()).containsAll(example.propertyNames());
    definition
        .path("required")
        .forEach(name -> assertThat(example.has(name.asString())).as(name.asString()).isTrue());
  }

  private JsonNode resolved(JsonNode node) {
    String target = node.path("$ref").asString("");
    return target.isEmpty() ? node : document.at(target.substring(1));
  }

  private static byte[] bytes(Object resource) {
    return NativeJson.bytes(resource);
  }

  private static void walk(JsonNode node, Consumer<JsonNode> visitor) {
    visitor.accept(node);
    node.forEach(child -> walk(child, visitor));
  }
}
